import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../../api/door.ts";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useFlash } from "../../../app/flash.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";

const TYPES = ["ml.t2.medium", "ml.m5.large", "ml.m5.xlarge", "ml.m5.2xlarge", "ml.c5.large", "ml.c5.xlarge"];
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** Puts a version behind an endpoint. */
export function DeployModal({ version, close }: { version: DescribeModelVersionResponse; close: () => void }) {
  const { sharing: t } = useStrings();
  const { show } = useFlash();
  const [name, setName] = useState("");
  const [type, setType] = useState("ml.m5.large");
  const [count, setCount] = useState("1");
  const wrongName = name !== "" && !NAME.test(name);
  const wrongCount = !/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > 100;
  const deploy = useAction(async () => {
    const made = await call("sealcanvas", "DeployModelVersion", {
      ModelVersionId: version.ModelVersionId ?? "",
      ...(name && { EndpointName: name }),
      InstanceType: type,
      InstanceCount: Number(count),
    });
    show({ type: "success", content: t.deploying(made.EndpointName ?? name) });
    close();
  });
  return (
    <Dialog title={t.deploy} button={t.deploy} busy={deploy.busy} disabled={wrongName || wrongCount} run={() => void deploy.run()} close={close}>
      <SpaceBetween size="m">
        <Box>{t.deployHint}</Box>
        <FormField label={t.endpointName} description={t.endpointNameHint} errorText={wrongName ? t.endpointNameWrong : undefined}>
          <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
        </FormField>
        <FormField label={t.instanceType} description={t.instanceTypeHint}>
          <Select selectedOption={{ value: type, label: type }} options={TYPES.map((value) => ({ value, label: value }))} onChange={({ detail }) => setType(detail.selectedOption.value ?? type)} />
        </FormField>
        <FormField label={t.instances} errorText={wrongCount ? t.instancesWrong : undefined}>
          <Input value={count} inputMode="numeric" onChange={({ detail }) => setCount(detail.value)} />
        </FormField>
        <Refusal error={deploy.error} retry={() => void deploy.run()} />
      </SpaceBetween>
    </Dialog>
  );
}
