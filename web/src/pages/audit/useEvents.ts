import { call } from "../../api/door.ts";
import type { Event, LookupAttribute } from "../../api/shapes/cloudtrail.ts";
import { type Asked, useAsked } from "../../api/useOperation.ts";

const PAGE = 50;

export interface Wanted {
  attribute?: LookupAttribute;
  /** Seconds since the epoch. */
  from?: number;
  to?: number;
  /** How many events at most. */
  most: number;
}

export interface Events {
  events: Event[];
  /** Whether there are more than were asked for. */
  more: boolean;
}

/** Events of the audit trail, newest first. */
export function useEvents(wanted: Wanted | null): Asked<Events> {
  return useAsked(wanted && JSON.stringify(wanted), 0, async (signal) => {
    const { attribute, from, to, most = PAGE } = wanted ?? {};
    const input = {
      ...(attribute && { LookupAttributes: [attribute] }),
      ...(from !== undefined && { StartTime: from }),
      ...(to !== undefined && { EndTime: to }),
      MaxResults: Math.min(PAGE, most),
    };
    const events: Event[] = [];
    let more: string | undefined;
    do {
      const page = await call("cloudtrail", "LookupEvents", more ? { ...input, NextToken: more } : input, signal);
      events.push(...(page.Events ?? []));
      more = page.NextToken;
    } while (more && events.length < most);
    return { events: events.slice(0, most), more: Boolean(more) };
  });
}
