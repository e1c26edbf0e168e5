import { useCallback, useState } from "react";

export interface Action<A extends unknown[]> {
  /** Do it; true if it went well. A second time while it is under way does nothing. */
  run: (...args: A) => Promise<boolean>;
  busy: boolean;
  error: Error | undefined;
  /** Put the error away. */
  clear: () => void;
}

/** Something that a person sets off: one at a time, with what went wrong. */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const run = useCallback(
    async (...args: A): Promise<boolean> => {
      if (busy) return false;
      setBusy(true);
      setError(undefined);
      try {
        await work(...args);
        return true;
      } catch (problem) {
        setError(problem as Error);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [busy, work],
  );
  return { run, busy, error, clear: useCallback(() => setError(undefined), []) };
}
