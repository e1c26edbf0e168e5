import { ServiceError, Unreachable } from "../errors.ts";

const WAITS_SECONDS = [1, 2, 4, 8, 15, 30];

/** Whether the same request may go well a little later: the server was restarting, or busy. */
export function passes(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ServiceError && (error.status >= 500 || error.status === 429));
}

/** Do something, again and again while what hinders it may pass, for about a minute. */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal, waits: readonly number[] = WAITS_SECONDS): Promise<T> {
  for (const seconds of waits) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !passes(error)) throw error;
      await pause(seconds, signal);
    }
  }
  return work();
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("Stopped", "AbortError"));
    }, { once: true });
  });
}
