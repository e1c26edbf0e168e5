import { useCallback, useEffect, useRef, useState } from "react";
import { call, type Input, type OperationOf, type Output, type Service } from "./door.ts";

export interface Asked<T> {
  /** The newest answer; kept while another is on its way. */
  data: T | undefined;
  error: Error | undefined;
  loading: boolean;
  reload: () => void;
}

/**
 * What an operation answers, asked anew when its input changes.
 *
 * @param input null: do not ask (yet).
 * @param every seconds until it is asked again by itself; 0: never. Hidden pages do not ask.
 */
export function useOperation<S extends Service, O extends OperationOf<S>>(
  service: S,
  operation: O,
  input: Input<S, O> | null,
  every = 0,
): Asked<Output<S, O>> {
  const key = input === null ? null : JSON.stringify(input);
  return useAsked(key === null ? null : `${service}.${operation} ${key}`, every, (signal) =>
    call(service, operation, JSON.parse(key ?? "null") as Input<S, O>, signal),
  );
}

/**
 * As `useOperation`, for what takes several calls.
 *
 * @param key names what is asked; another key asks anew, null asks nothing.
 */
export function useAsked<T>(key: string | null, every: number, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, setState] = useState<{ key: string | null; data?: T; error?: Error; loading: boolean }>({ key, loading: key !== null });
  const [turn, setTurn] = useState(0);
  const asking = useRef(ask);
  asking.current = ask;

  useEffect(() => {
    if (key === null) {
      setState({ key, loading: false });
      return;
    }
    const stop = new AbortController();
    let timer: number | undefined;
    const run = async (): Promise<void> => {
      if (document.hidden && every) {
        timer = window.setTimeout(run, every * 1000);
        return;
      }
      try {
        const data = await asking.current(stop.signal);
        if (!stop.signal.aborted) setState({ key, data, loading: false });
      } catch (error) {
        if (stop.signal.aborted) return;
        setState((before) => ({ key, data: before.key === key ? before.data : undefined, error: error as Error, loading: false }));
      }
      if (every && !stop.signal.aborted) timer = window.setTimeout(run, every * 1000);
    };
    setState((before) => (before.key === key ? { ...before, loading: true } : { key, loading: true }));
    void run();
    return () => {
      stop.abort();
      window.clearTimeout(timer);
    };
  }, [key, every, turn]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const current = state.key === key ? state : { data: undefined, error: undefined, loading: key !== null };
  return { data: current.data, error: current.error, loading: current.loading, reload };
}
