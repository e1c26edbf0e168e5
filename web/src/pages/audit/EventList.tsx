import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type ReactNode, useMemo, useState } from "react";
import type { Event } from "../../api/shapes/cloudtrail.ts";
import type { Asked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech, useStrings } from "../../i18n/language.ts";
import { EventModal } from "./EventModal.tsx";
import { grouped } from "./groups.ts";
import { recordOf } from "./record.ts";

interface Props {
  asked: Asked<unknown>;
  events: readonly Event[];
  actions?: ReactNode;
  description?: string;
  headingLevel?: "h1" | "h2";
}

interface Row {
  id: string;
  /** Newest first. */
  events: Event[];
  /** The row that it is part of is open. */
  part: boolean;
}

/** Events of the audit trail; what differs only in time is one row, which opens. Choosing an event shows its record. */
export function EventList({ asked, events, actions, description, headingLevel }: Props) {
  const strings = useStrings();
  const t = strings.audit;
  const [shown, setShown] = useState<Event>();
  const rows = useMemo(() => grouped(events).map((group): Row => ({ ...group, part: false })), [events]);
  const columns: Column<Row>[] = [
    { id: "name", header: t.eventName, cell: (row) => <Name row={row} show={setShown} />, value: (row) => newest(row).EventName },
    { id: "time", header: t.eventTime, width: 150, cell: (row) => <Times row={row} />, value: (row) => newest(row).EventTime },
    { id: "user", header: t.userName, cell: (row) => newest(row).Username ?? strings.common.none },
    { id: "source", header: t.eventSource, cell: (row) => newest(row).EventSource?.replace(".amazonaws.com", ""), value: (row) => newest(row).EventSource },
    { id: "outcome", header: t.outcome, cell: (row) => <Outcome event={newest(row)} />, value: (row) => recordOf(newest(row)).errorCode ?? t.succeeded },
    { id: "resource", header: t.resources, cell: (row) => resources(newest(row)), value: (row) => resources(newest(row)) },
  ];
  return (
    <>
      <Listing
        title={t.events}
        headingLevel={headingLevel}
        description={[description, rows.length < events.length && t.together(events.length, rows.length)].filter(Boolean).join(" ") || undefined}
        asked={asked}
        items={rows}
        columns={columns}
        id={(row) => row.id}
        parts={(row) => (row.part || row.events.length < 2 ? [] : row.events.map((event) => ({ id: event.EventId ?? "", events: [event], part: true })))}
        actions={actions}
        empty={<Empty title={t.noEvents} hint={t.noEventsHint} />}
      />
      {shown && <EventModal event={shown} close={() => setShown(undefined)} />}
    </>
  );
}

function newest(row: Row): Event {
  return row.events[0] as Event;
}

function Name({ row, show }: { row: Row; show: (event: Event) => void }) {
  const t = useStrings().audit;
  return (
    <>
      <Link onFollow={() => show(newest(row))}>{newest(row).EventName}</Link>
      {row.events.length > 1 && <Box variant="div" color="text-body-secondary">{t.times(row.events.length)}</Box>}
    </>
  );
}

function Times({ row }: { row: Row }) {
  const { language } = useSpeech();
  const [to, from] = [newest(row).EventTime, row.events.at(-1)?.EventTime].map(Number);
  if (!to || !from || from === to) return <When at={newest(row).EventTime} seconds />;
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).formatRange(from * 1000, to * 1000);
}

function Outcome({ event }: { event: Event }) {
  const t = useStrings().audit;
  const code = recordOf(event).errorCode;
  return code ? <StatusIndicator type="error" wrapText={false}>{code}</StatusIndicator> : <Box variant="span">{t.succeeded}</Box>;
}

function resources(event: Event): string {
  return (event.Resources ?? []).map((each) => (each.ResourceName ?? "").split(":").at(-1)).join(", ");
}
