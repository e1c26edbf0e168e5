import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type ReactNode, useState } from "react";
import type { Event } from "../../api/shapes/cloudtrail.ts";
import type { Asked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { type Column, Listing } from "../../components/Listing.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { EventModal } from "./EventModal.tsx";
import { recordOf } from "./record.ts";

interface Props {
  asked: Asked<unknown>;
  events: readonly Event[];
  actions?: ReactNode;
  description?: ReactNode;
  headingLevel?: "h1" | "h2";
}

/** Events of the audit trail; choosing one shows its record. */
export function EventList({ asked, events, actions, description, headingLevel }: Props) {
  const strings = useStrings();
  const t = strings.audit;
  const [shown, setShown] = useState<Event>();
  const columns: Column<Event>[] = [
    { id: "name", header: t.eventName, cell: (event) => <Link onFollow={() => setShown(event)}>{event.EventName}</Link>, value: (event) => event.EventName },
    { id: "time", header: t.eventTime, width: 150, cell: (event) => <When at={event.EventTime} seconds />, value: (event) => event.EventTime },
    { id: "user", header: t.userName, cell: (event) => event.Username ?? strings.common.none },
    { id: "source", header: t.eventSource, cell: (event) => event.EventSource?.replace(".amazonaws.com", ""), value: (event) => event.EventSource },
    { id: "outcome", header: t.outcome, cell: (event) => <Outcome event={event} />, value: (event) => recordOf(event).errorCode ?? t.succeeded },
    { id: "resource", header: t.resources, cell: resources, value: resources },
  ];
  return (
    <>
      <Listing
        title={t.events}
        headingLevel={headingLevel}
        description={description}
        asked={asked}
        items={events}
        columns={columns}
        id={(event) => event.EventId ?? ""}
        actions={actions}
        empty={<Empty title={t.noEvents} hint={t.noEventsHint} />}
      />
      {shown && <EventModal event={shown} close={() => setShown(undefined)} />}
    </>
  );
}

function Outcome({ event }: { event: Event }) {
  const t = useStrings().audit;
  const code = recordOf(event).errorCode;
  return code ? <StatusIndicator type="error" wrapText={false}>{code}</StatusIndicator> : <Box variant="span">{t.succeeded}</Box>;
}

function resources(event: Event): string {
  return (event.Resources ?? []).map((each) => (each.ResourceName ?? "").split(":").at(-1)).join(", ");
}
