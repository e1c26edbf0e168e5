import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import type { DescribeModelVersionResponse } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { nameOf } from "./Models.tsx";

const GROUP = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** Puts a version into SageMaker's model registry: a package in a group of the model's name. */
export function RegisterModal({ version, close }: { version: DescribeModelVersionResponse; close: () => void }) {
  const { models: t } = useStrings();
  const { show } = useFlash();
  const [group, setGroup] = useState(() => (version.ModelName ?? "").replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 63) || "models");
  const action = useAction(async () => {
    const made = await call("sealcanvas", "RegisterModelVersion", { ModelVersionId: version.ModelVersionId ?? "", ModelPackageGroupName: group });
    show({ type: "success", content: t.registered(nameOf(version), made.ModelPackageArn ?? group) });
    close();
  });
  return (
    <Dialog
      title={t.register}
      button={t.register}
      busy={action.busy}
      disabled={!GROUP.test(group)}
      run={() => void action.run()}
      close={close}
    >
      <SpaceBetween size="m">
        <Box>{t.registerHint}</Box>
        <FormField label={t.group} errorText={GROUP.test(group) ? undefined : t.groupWrong}>
          <Input value={group} onChange={({ detail }) => setGroup(detail.value)} spellcheck={false} />
        </FormField>
        <Refusal error={action.error} />
      </SpaceBetween>
    </Dialog>
  );
}
