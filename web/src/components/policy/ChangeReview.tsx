import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReachChange, ReviewPolicyChangeResponse } from "../../api/shapes/sealcanvas.ts";
import type { Asked } from "../../api/useOperation.ts";
import { useStrings } from "../../i18n/language.ts";
import { Refusal } from "../Refusal.tsx";

/** Whom a change of a policy lets in and shuts out, asked of every principal before it is made. */
export function ChangeReview({ asked }: { asked: Asked<ReviewPolicyChangeResponse> }) {
  const t = useStrings().policy;
  const { data, error, reload } = asked;
  if (error) return <Refusal error={error} retry={reload} />;
  if (!data) return <Box color="text-body-secondary"><Spinner /> {t.reviewing}</Box>;
  const opened = data.Opened ?? [];
  const closed = data.Closed ?? [];
  return (
    <SpaceBetween size="m">
      {data.LockedOut && <Alert type="error" header={t.lockedOut}>{t.lockedOutHint}</Alert>}
      {Boolean(data.OpenedOutside?.length) && (
        <Alert type="warning" header={t.openedOutside}>
          <ul>{data.OpenedOutside?.map((each) => <li key={each}>{each}</li>)}</ul>
        </Alert>
      )}
      {data.Notes?.map((note) => <Alert key={note} type="info">{note}</Alert>)}
      {!opened.length && !closed.length && <Box>{t.nothingChanges}</Box>}
      {opened.length > 0 && <Changes title={t.opened(opened.length)} changes={opened} />}
      {closed.length > 0 && <Changes title={t.closed(closed.length)} changes={closed} />}
      {data.Complete === false && <Box color="text-body-secondary">{t.incomplete}</Box>}
    </SpaceBetween>
  );
}

interface Row {
  principal: string;
  actions: string[];
  resource: string;
  ways: string;
  outside: boolean;
}

function Changes({ title, changes }: { title: string; changes: readonly ReachChange[] }) {
  const t = useStrings();
  const rows = rowsOf(changes);
  const columns: TableProps.ColumnDefinition<Row>[] = [
    { id: "principal", header: t.why.principal, isRowHeader: true, minWidth: 220, cell: (row) => (row.outside ? `${row.principal} (${t.policy.outside})` : row.principal) },
    { id: "actions", header: t.policy.actions, cell: (row) => row.actions.join(", ") },
  ];
  if (new Set(rows.map((row) => row.resource)).size > 1) columns.push({ id: "resource", header: t.why.resource, minWidth: 200, cell: (row) => row.resource });
  if (rows.some((row) => row.ways)) columns.push({ id: "ways", header: t.policy.ways, minWidth: 160, cell: (row) => row.ways || t.common.none });
  return (
    <ExpandableSection headerText={title} defaultExpanded variant="footer">
      <Table
        variant="embedded"
        wrapLines
        items={rows}
        trackBy={(row) => row.principal + row.resource + row.ways}
        ariaLabels={{ tableLabel: title }}
        columnDefinitions={columns}
      />
    </ExpandableSection>
  );
}

/** Requests that differ in their action alone, as one row. */
function rowsOf(changes: readonly ReachChange[]): Row[] {
  const rows = new Map<string, Row>();
  for (const change of changes) {
    const ways = [
      ...(change.ViaServices ?? []).map((service) => `via ${service}`),
      ...Object.entries(change.EncryptionContext ?? {}).map(([name, value]) => `${name}=${value}`),
      ...Object.entries(change.Context ?? {}).map(([name, value]) => `${name}=${String(value)}`),
    ].join(", ");
    const key = JSON.stringify([change.Principal, change.Resource, ways]);
    const row = rows.get(key) ?? {
      principal: change.Principal ?? "",
      actions: [],
      resource: change.Resource ?? "",
      ways,
      outside: Boolean(change.Outside),
    };
    row.actions.push(change.Action ?? "");
    rows.set(key, row);
  }
  return [...rows.values()];
}
