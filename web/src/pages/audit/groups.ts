import type { Event } from "../../api/shapes/cloudtrail.ts";
import { recordOf } from "./record.ts";

/** Events that differ in nothing but when they happened. */
export interface Group {
  /** What tells groups apart, however many events they get. */
  id: string;
  /** Newest first; never empty. */
  events: Event[];
}

/** Events of the same name, by the same principal, on the same resources, with the same outcome, together; in order of each one's newest. */
export function grouped(events: readonly Event[]): Group[] {
  const groups = new Map<string, Group>();
  for (const event of events) {
    const id = sameness(event);
    const group = groups.get(id);
    if (group) group.events.push(event);
    else groups.set(id, { id, events: [event] });
  }
  return [...groups.values()];
}

/** What events of one group have in common; what cannot be told is like nothing else. */
export function sameness(event: Event): string {
  const { EventId = "", EventName, EventSource, Resources = [], Username } = event;
  if (!EventName) return EventId;
  const { userIdentity, errorCode } = recordOf(event);
  const resources = Resources.map((each) => each.ResourceName).sort();
  return JSON.stringify([EventSource, EventName, userIdentity?.type, userIdentity?.arn ?? Username, userIdentity?.invokedBy, resources, errorCode]);
}
