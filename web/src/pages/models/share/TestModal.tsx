import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { call } from "../../../api/door.ts";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Code } from "../../../components/Code.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { base64, csvOf, text } from "../predict/endpoint.ts";

const ROWS = 3;

interface Props {
  version: DescribeModelVersionResponse;
  endpoint: string;
  close: () => void;
}

/** Sends rows to an endpoint, as a program would, and shows what comes back. */
export function TestModal({ version, endpoint, close }: Props) {
  const { sharing: t, common } = useStrings();
  const preview = useOperation("sealcanvas", "PreviewDataset", { DatasetId: version.DatasetId ?? "", DatasetVersion: version.DatasetVersion });
  const [typed, setTyped] = useState<string>();
  const [answer, setAnswer] = useState<string>();
  const names = (preview.data?.Columns ?? []).map((each) => each.Name ?? "");
  const target = names.indexOf(version.TargetColumn ?? "");
  const lines = names.length ? [names, ...(preview.data?.Rows ?? []).slice(0, ROWS)] : [];
  const rows = typed ?? lines.map((line) => csvOf(line.filter((_, at) => at !== target))).join("\n");
  const send = useAction(async () => {
    const made = await call("sagemaker-runtime", "InvokeEndpoint", { EndpointName: endpoint, ContentType: "text/csv", Accept: "text/csv", Body: base64(`${rows}\n`) });
    setAnswer(text(String(made.Body)));
  });
  return (
    <Dialog title={t.test} button={t.send} back={common.close} size="large" busy={send.busy} disabled={!rows.trim()} run={() => void send.run()} close={close}>
      <SpaceBetween size="m">
        <Box>{endpoint}</Box>
        <FormField label={t.rows} description={t.testHint} stretch>
          <Textarea value={rows} rows={6} spellcheck={false} onChange={({ detail }) => setTyped(detail.value)} />
        </FormField>
        <Refusal error={send.error} retry={() => void send.run()} />
        {answer !== undefined && <FormField label={t.answer} stretch><Code text={answer} label={t.answer} /></FormField>}
      </SpaceBetween>
    </Dialog>
  );
}
