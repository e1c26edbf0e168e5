import Button from "@cloudscape-design/components/button";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Modal from "@cloudscape-design/components/modal";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import type { WorkspaceCheck } from "../../api/shapes/sealcanvas.ts";
import { Decided } from "../Why.tsx";
import { useStrings } from "../../i18n/language.ts";

/** Every request that was asked about, and what decides it. */
export function Checks({ checks, mended }: { checks: readonly WorkspaceCheck[]; mended: () => void }) {
  const strings = useStrings();
  const t = strings.domains;
  const [shown, setShown] = useState<WorkspaceCheck>();
  // What is refused first.
  const sorted = [...checks].sort((a, b) => Number(a.Decision?.Allowed) - Number(b.Decision?.Allowed));
  const name = (principal = "") => principal.split("/").at(-1) ?? principal;
  return (
    <ExpandableSection variant="container" headerText={t.requests(checks.length)} defaultExpanded={!checks.every((check) => check.Decision?.Allowed)}>
      <Table
        variant="embedded"
        wrapLines
        items={sorted}
        trackBy={(check) => JSON.stringify(check.Request)}
        ariaLabels={{ tableLabel: t.requests(checks.length) }}
        columnDefinitions={[
          { id: "action", header: strings.why.action, minWidth: 220, isRowHeader: true, cell: (check) => check.Request?.Action },
          { id: "who", minWidth: 180, header: strings.why.principal, cell: (check) => name(check.Request?.Principal) },
          { id: "resource", minWidth: 260, header: strings.why.resource, cell: (check) => check.Request?.Resource },
          {
            id: "outcome",
            minWidth: 130,
            header: strings.why.outcome,
            cell: (check) => <StatusIndicator type={check.Decision?.Allowed ? "success" : "error"} wrapText={false}>{check.Decision?.Allowed ? strings.iam.allowed : strings.iam.denied}</StatusIndicator>,
          },
          { id: "why", minWidth: 100, header: strings.why.explanation, cell: (check) => <Button variant="inline-link" ariaLabel={`${t.why}: ${check.Request?.Action}`} onClick={() => setShown(check)}>{t.why}</Button> },
        ]}
      />
      {shown?.Decision && (
        <Modal visible size="large" header={shown.Decision.Allowed ? strings.iam.allowed : strings.why.title} closeAriaLabel={strings.common.close} onDismiss={() => setShown(undefined)}>
          <Decided decision={shown.Decision} request={shown.Request} mended={mended} />
        </Modal>
      )}
    </ExpandableSection>
  );
}
