import { useEffect, useState } from "react";
import { call, quietly } from "../../api/door.ts";
import { ServiceError } from "../../api/errors.ts";
import type { JobEvent } from "../../api/shapes/sealcanvas.ts";

const WAIT_SECONDS = 20;
const AGAIN_MS = 3000;
const MOST = 500;

/** Events of a job, oldest first, as they come; `live` follows it, else what there is is read once. */
export function useJobEvents(jobArn: string | undefined, live: boolean): { events: readonly JobEvent[]; error: Error | undefined } {
  const [state, setState] = useState<{ events: readonly JobEvent[]; error?: Error }>({ events: [] });
  useEffect(() => {
    setState({ events: [] });
    if (!jobArn) return;
    const stop = new AbortController();
    void follow(jobArn, live, stop.signal, (more) => setState(({ events }) => ({ events: merged(events, more) }))).catch((error: Error) => {
      if (!stop.signal.aborted) setState(({ events }) => ({ events, error }));
    });
    return () => stop.abort();
  }, [jobArn, live]);
  return { events: state.events, error: state.error };
}

async function follow(JobArn: string, live: boolean, signal: AbortSignal, tell: (events: readonly JobEvent[]) => void): Promise<void> {
  const first = await call("sealcanvas", "ListJobEvents", { JobArn }, signal);
  tell(first.Events ?? []);
  let NextToken = first.NextToken;
  while (!signal.aborted) {
    if (!live && !NextToken) return;
    try {
      const page = await quietly("sealcanvas", "ListJobEvents", { JobArn, NextToken, WaitSeconds: live ? WAIT_SECONDS : 0 }, signal);
      tell(page.Events ?? []);
      if (!live && (page.NextToken === NextToken || !page.Events?.length)) return;
      NextToken = page.NextToken ?? NextToken;
      if (live && !page.Events?.length && page.NextToken === undefined) await wait(AGAIN_MS);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ServiceError && error.status < 500) throw error;
      await wait(AGAIN_MS);
    }
  }
}

/** One list of events, each number once. */
export function merged(before: readonly JobEvent[], more: readonly JobEvent[]): readonly JobEvent[] {
  if (!more.length) return before;
  const byNumber = new Map([...before, ...more].map((each) => [each.EventNumber ?? 0, each]));
  return [...byNumber.values()].sort((a, b) => (a.EventNumber ?? 0) - (b.EventNumber ?? 0)).slice(-MOST);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, milliseconds));
}
