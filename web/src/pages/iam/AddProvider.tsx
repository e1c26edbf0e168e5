import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { words } from "./trustStatement.ts";

/** Registers an OpenID Connect provider: its URL, the audiences, and a thumbprint where one is needed. */
export function AddProvider({ close }: { close: () => void }) {
  const t = useStrings().providers;
  const [, go] = useLocation();
  const [url, setUrl] = useState("");
  const [audiences, setAudiences] = useState("");
  const [thumbprints, setThumbprints] = useState("");
  const add = useAction(
    useCallback(async () => {
      const { OpenIDConnectProviderArn: arn = "" } = await call("iam", "CreateOpenIDConnectProvider", {
        Url: url.trim(),
        ClientIDList: words(audiences),
        ...(words(thumbprints).length > 0 && { ThumbprintList: words(thumbprints) }),
      });
      go(`/identity-providers/detail?arn=${encodeURIComponent(arn)}`);
    }, [audiences, go, thumbprints, url]),
  );
  const run = () => void add.run();
  return (
    <Dialog title={t.addProvider} button={t.addProvider} busy={add.busy} disabled={!url.trim() || !words(audiences).length} run={run} close={close}>
      <SpaceBetween size="m">
        <FormField label={t.url} description={t.urlHint} errorText={fieldError(add.error, "URL", "EntityAlreadyExists")}>
          <Input value={url} type="url" placeholder="https://id.example.com" onChange={({ detail }) => setUrl(detail.value)} spellcheck={false} />
        </FormField>
        <FormField label={t.audience} description={t.audienceHint}>
          <Input value={audiences} onChange={({ detail }) => setAudiences(detail.value)} spellcheck={false} />
        </FormField>
        <FormField label={<>{t.thumbprint} <i>- {t.optional}</i></>} description={t.thumbprintHint} constraintText={t.thumbprintEmpty} errorText={fieldError(add.error, "thumbprint")}>
          <Input value={thumbprints} onChange={({ detail }) => setThumbprints(detail.value)} spellcheck={false} />
        </FormField>
        <Refusal error={add.error} retry={run} />
      </SpaceBetween>
    </Dialog>
  );
}
