import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { StoreVerification } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";

/** Files that are not authentic; nothing where there is none. */
export function Problems({ last }: { last: StoreVerification }) {
  const t = useStrings().encryption;
  const problems = last.Problems ?? [];
  if (!problems.length) return null;
  return (
    <Table
      wrapLines
      header={<Header variant="h2" counter={`(${problems.length})`} description={t.problemsHint}>{t.problems}</Header>}
      items={problems}
      trackBy={(file) => file.Path ?? ""}
      ariaLabels={{ tableLabel: t.problems }}
      columnDefinitions={[
        { id: "path", header: t.file, isRowHeader: true, cell: (file) => <Box>{file.Path}</Box> },
        { id: "format", header: t.format, cell: (file) => file.Format },
        {
          id: "status",
          header: t.status,
          cell: (file) => <StatusIndicator type={file.Status === "Unopenable" ? "warning" : "error"} wrapText={false}>{t.statuses[file.Status ?? "Damaged"]}</StatusIndicator>,
        },
        { id: "detail", header: t.detail, cell: (file) => file.Detail },
      ]}
    />
  );
}
