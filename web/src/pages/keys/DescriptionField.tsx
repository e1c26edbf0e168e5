import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";

/** A key's description, to read and to change. */
export function DescriptionField({ keyId, text, changed }: { keyId: string; text: string; changed: () => void }) {
  const t = useStrings();
  const [typed, setTyped] = useState<string>();
  const saving = useAction(
    useCallback(async () => {
      await call("kms", "UpdateKeyDescription", { KeyId: keyId, Description: typed ?? "" });
      setTyped(undefined);
      changed();
    }, [changed, keyId, typed]),
  );
  if (typed === undefined) {
    return (
      <Box>
        {text || t.common.none}{" "}
        <Button variant="inline-icon" iconName="edit" ariaLabel={`${t.common.edit}: ${t.keys.description}`} onClick={() => setTyped(text)} />
      </Box>
    );
  }
  return (
    <SpaceBetween size="xs">
      <Input ariaLabel={t.keys.description} value={typed} onChange={({ detail }) => setTyped(detail.value)} />
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={() => setTyped(undefined)}>{t.common.cancel}</Button>
        <Button variant="primary" loading={saving.busy} onClick={() => void saving.run()}>{t.common.save}</Button>
      </SpaceBetween>
      <Refusal error={saving.error} retry={() => void saving.run()} />
    </SpaceBetween>
  );
}
