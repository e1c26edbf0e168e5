/** Long work that somebody waits for, wherever in the page they are by now; kept over a reload. */
export interface Watched {
  kind: "dataset" | "model" | "prediction";
  id: string;
  name: string;
  /** Of a dataset: the version that is imported. */
  version?: number;
  /** The upload that it was imported from, to be deleted at the end. */
  upload?: { Bucket: string; Key: string };
}

const PLACE = "watched";
const listeners = new Set<() => void>();
let held: readonly Watched[] | undefined; // read when somebody is signed in: what was left may be another's

function read(): readonly Watched[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function all(): readonly Watched[] {
  held ??= read();
  return held;
}

function keep(next: readonly Watched[]): void {
  held = next;
  localStorage.setItem(PLACE, JSON.stringify(next));
  for (const listener of listeners) listener();
}

const same = (a: Watched, b: Watched) => a.id === b.id && a.version === b.version;

/** Tell when this work has ended. */
export function watch(work: Watched): void {
  keep([...all().filter((each) => !same(each, work)), work]);
}

/** It was told, or is of no interest any more. */
export function unwatch(work: Watched): void {
  keep(all().filter((each) => !same(each, work)));
}

/** For useSyncExternalStore. */
export const watched = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: all,
};
