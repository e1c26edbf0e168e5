import { ROLE_ENDED, ServiceError, Unreachable } from "./errors.ts";
import { record } from "./recorded.ts";
import type { Services } from "./shapes/index.ts";

export type Service = keyof Services;
export type OperationOf<S extends Service> = keyof Services[S] & string;
type Shapes<S extends Service, O extends OperationOf<S>> = Services[S][O] & { input: unknown; output: unknown };
export type Input<S extends Service, O extends OperationOf<S>> = Shapes<S, O>["input"];
export type Output<S extends Service, O extends OperationOf<S>> = Shapes<S, O>["output"];

type Listener = () => void;
const ended = new Set<Listener>();

/** Be told when the server says that the session is over; returns how to stop listening. */
export function onSessionEnd(listener: Listener): () => void {
  ended.add(listener);
  return () => ended.delete(listener);
}

const alone = new Set<Listener>();

/** Be told when the role that the session acted as has ended, and the session is the user's own again; returns how to stop listening. */
export function onRoleEnd(listener: Listener): () => void {
  alone.add(listener);
  return () => alone.delete(listener);
}

/**
 * Carry an operation out through door B, as whom the session acts as.
 *
 * @throws ServiceError as the service refuses; Unreachable without an answer; AbortError if `signal` says so.
 */
export async function call<S extends Service, O extends OperationOf<S>>(
  service: S,
  operation: O,
  input: Input<S, O>,
  signal?: AbortSignal,
): Promise<Output<S, O>> {
  const answer = await quietly(service, operation, input, signal);
  record({ service, operation, input });
  return answer;
}

/** As `call`, for what the page looks after by itself: it is no part of "Show as code". */
export async function quietly<S extends Service, O extends OperationOf<S>>(
  service: S,
  operation: O,
  input: Input<S, O>,
  signal?: AbortSignal,
): Promise<Output<S, O>> {
  return (await post(`api/${service}`, input, { "X-Amz-Target": operation }, signal)) as Output<S, O>;
}

/** A request of the console's own, below /console/: its JSON answer. Throws as `call`. */
export async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<unknown> {
  return send(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } }, signal);
}

/** As `post`, without a body. */
export async function get(path: string, signal?: AbortSignal): Promise<unknown> {
  return send(path, {}, signal);
}

async function send(path: string, init: RequestInit, signal?: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`/console/${path}`, { ...init, credentials: "same-origin", cache: "no-store", signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  const text = await response.text();
  if (response.ok) return text ? JSON.parse(text) : {};
  const { __type: code = `Http${response.status}`, message = "" } = parsed(text);
  if (response.status === 401 && path !== "sign-in") for (const listener of ended) listener();
  if (code === ROLE_ENDED) for (const listener of alone) listener();
  throw new ServiceError(code, message, response.status, response.headers.get("x-sealcanvas-decision-id"));
}

function parsed(text: string): { __type?: string; message?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
