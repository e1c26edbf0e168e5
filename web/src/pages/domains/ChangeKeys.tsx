import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { KeyPicker } from "../../components/KeyPicker.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";

interface Props {
  domain: string;
  appKey: string;
  storageKey: string;
  close: (changed: boolean) => void;
}

/** Moves a domain, and all that it has, to other keys. */
export function ChangeKeys({ domain, appKey, storageKey, close }: Props) {
  const strings = useStrings();
  const t = strings.domains;
  const [app, setApp] = useState(appKey);
  const [storage, setStorage] = useState(storageKey);
  const isNew = (app && app !== appKey) || (storage && storage !== storageKey);
  const start = useAction(
    useCallback(
      () =>
        call("sealcanvas", "StartRekey", {
          DomainId: domain,
          ...(app && app !== appKey && { AppKmsKeyId: app }),
          ...(storage && storage !== storageKey && { StorageKmsKeyId: storage }),
        }),
      [app, appKey, domain, storage, storageKey],
    ),
  );
  const run = async () => {
    if (await start.run()) close(true);
  };
  return (
    <Dialog
      title={t.changeKeys}
      size="large"
      button={t.startRekey}
      busy={start.busy}
      disabled={!isNew}
      run={() => void run()}
      close={() => close(false)}
    >
      <SpaceBetween size="m">
        <Box>{t.changeKeysHint}</Box>
        <FormField label={t.appKey} description={t.appKeyProtects}><KeyPicker value={app} onChange={setApp} /></FormField>
        <FormField label={t.storageKey} description={t.storageKeyProtects}><KeyPicker value={storage} onChange={setStorage} /></FormField>
        <Refusal error={start.error} retry={() => void run()} />
      </SpaceBetween>
    </Dialog>
  );
}
