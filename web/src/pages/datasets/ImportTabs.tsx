import Container from "@cloudscape-design/components/container";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { Suspense } from "react";
import { late } from "../../api/late.ts";
import type { Workspace } from "../../app/workspace.ts";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { LocalFiles } from "./LocalFiles.tsx";
import { Sendings } from "./Sendings.tsx";

const FromS3 = late(async () => (await import("./FromS3.tsx")).FromS3);
const Samples = late(async () => (await import("./Samples.tsx")).Samples);

/** Where data comes from: this computer, a bucket, or samples; a dataset's next version is no sample. */
export function ImportTabs(props: { workspace: Workspace; datasetId?: string }) {
  const t = useStrings().datasets;
  return (
    <SpaceBetween size="l">
      <Sendings />
      <Container>
        <Tabs
          ariaLabel={t.source}
          tabs={[
            { id: "local", label: t.local, content: <LocalFiles {...props} /> },
            { id: "s3", label: t.s3, content: <Suspense fallback={<Waiting />}><FromS3 {...props} /></Suspense> },
            ...(props.datasetId ? [] : [{ id: "samples", label: t.sampleTab, content: <Suspense fallback={<Waiting />}><Samples {...props} /></Suspense> }]),
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
