import { call } from "../../api/door.ts";
import type { Event, LookupAttribute } from "../../api/shapes/cloudtrail.ts";
import { type Asked, useAsked } from "../../api/useOperation.ts";
import { sameness } from "./groups.ts";
import { isByService, recordOf } from "./record.ts";

const PAGE = 50;
// Where services' own are left out: how many events are looked through for each wanted, until how many differ.
const DEPTH = 10;
const DIFFERENT = 50;

export interface Wanted {
  attribute?: LookupAttribute;
  /** Seconds since the epoch. */
  from?: number;
  to?: number;
  /** How many events at most. */
  most: number;
  /** Without what services did. */
  people?: boolean;
}

export interface Events {
  events: Event[];
  /** How many events were looked through for them. */
  read: number;
  /** Whether there are more than were looked through. */
  more: boolean;
}

/** Events of the audit trail, newest first. */
export function useEvents(wanted: Wanted | null): Asked<Events> {
  return useAsked(wanted && JSON.stringify(wanted), 0, async (signal) => {
    const { attribute, from, to, most = PAGE, people = false } = wanted ?? {};
    const input = {
      ...(attribute && { LookupAttributes: [attribute] }),
      ...(from !== undefined && { StartTime: from }),
      ...(to !== undefined && { EndTime: to }),
      MaxResults: Math.min(PAGE, most),
    };
    const events: Event[] = [];
    const different = new Set<string>();
    let read = 0;
    const enough = () => (people ? read >= DEPTH * most || different.size >= DIFFERENT : read >= most);
    let more: string | undefined;
    do {
      const { Events: page = [], NextToken } = await call("cloudtrail", "LookupEvents", more ? { ...input, NextToken: more } : input, signal);
      const kept = people ? page.filter((event) => !isByService(recordOf(event))) : page;
      events.push(...kept);
      if (people) for (const event of kept) different.add(sameness(event));
      read += page.length;
      more = NextToken;
    } while (more && !enough());
    return { events, read, more: Boolean(more) };
  });
}
