import { useSyncExternalStore } from "react";
import type { Destination } from "./destination.ts";
import { abandon, upload } from "./upload.ts";

/** A file on its way to S3, whichever page is shown meanwhile. */
export interface Upload {
  id: number;
  file: File;
  to: Destination;
  state: "waiting" | "running" | "paused" | "failed" | "done";
  /** Bytes that are there. */
  sent: number;
  error?: Error;
}

let next = 0;
let all: readonly Upload[] = [];
const listeners = new Set<() => void>();
const stops = new Map<number, AbortController>();

function change(id: number, to: Partial<Upload>): void {
  all = all.map((each) => (each.id === id ? { ...each, ...to } : each));
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Leaving the page would break these off. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** One file after the other: each has the whole line. */
function proceed(): void {
  const isBusy = all.some((each) => each.state === "running");
  const waiting = all.find((each) => each.state === "waiting");
  if (!isBusy && waiting) void send(waiting);
  window.removeEventListener("beforeunload", warn);
  if (isBusy || waiting) window.addEventListener("beforeunload", warn);
}

async function send({ id, file, to }: Upload): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  change(id, { state: "running", error: undefined });
  try {
    await upload(file, to, (sent) => change(id, { sent }), stop.signal);
    change(id, { state: "done", sent: file.size });
  } catch (error) {
    if (!stop.signal.aborted) change(id, { state: "failed", error: error as Error });
  }
  if (stops.get(id) === stop) stops.delete(id);
  proceed();
}

/** Put a file into the line of uploads: its id there. */
export function startUpload(file: File, to: Destination): number {
  next += 1;
  all = [...all, { id: next, file, to, state: "waiting", sent: 0 }];
  tell();
  proceed();
  return next;
}

/** Stop for now; what has been sent stays. */
export function pauseUpload(id: number): void {
  change(id, { state: "paused" });
  stops.get(id)?.abort();
  proceed();
}

/** Go on with what was paused or has failed. */
export function resumeUpload(id: number): void {
  change(id, { state: "waiting", error: undefined });
  proceed();
}

/** Give up, delete what was sent, and take it from the list; of one that is done, only the latter. */
export async function cancelUpload(id: number): Promise<void> {
  const found = all.find((each) => each.id === id);
  if (found && found.state !== "done") {
    pauseUpload(id);
    try {
      await abandon(found.file, found.to);
    } catch (error) {
      change(id, { state: "failed", error: error as Error });
      return;
    }
  }
  all = all.filter((each) => each.id !== id);
  tell();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The uploads of this browser's page, oldest first. */
export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => all);
}
