/** What the screen has asked the server for since it was opened: `Show as code` is written from it. */
export interface Recorded {
  service: string;
  operation: string;
  input: unknown;
}

const MOST = 50;
let calls: readonly Recorded[] = [];
const listeners = new Set<() => void>();

/** Note a call that went well; the same one again (a list that is refreshed) counts once. */
export function record(made: Recorded): void {
  const key = JSON.stringify(made);
  calls = [...calls.filter((each) => JSON.stringify(each) !== key), made].slice(-MOST);
  for (const listener of listeners) listener();
}

/** Another screen: begin anew. */
export function forget(): void {
  calls = [];
  for (const listener of listeners) listener();
}

/** For useSyncExternalStore. */
export const recorded = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: (): readonly Recorded[] => calls,
};
