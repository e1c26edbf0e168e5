import { call, type Input, type OperationOf, type Output, type Service } from "./door.ts";

const MOST_PAGES = 200;

/**
 * The answers of a listing operation, page after page.
 *
 * @param token the member that leads on, in input and output: "NextToken"; or two names, of the output and of the input.
 */
export async function everyPage<S extends Service, O extends OperationOf<S>>(
  service: S,
  operation: O,
  input: Input<S, O>,
  token: string | readonly [string, string] = "NextToken",
  signal?: AbortSignal,
): Promise<Output<S, O>[]> {
  const [out, into] = typeof token === "string" ? [token, token] : token;
  const pages: Output<S, O>[] = [];
  let more: unknown;
  do {
    const page = await call(service, operation, (more ? { ...(input as object), [into]: more } : input) as Input<S, O>, signal);
    pages.push(page);
    const answer = page as Record<string, unknown>;
    more = answer["IsTruncated"] === false ? undefined : answer[out]; // some tell where they ended all the same
  } while (more && pages.length < MOST_PAGES);
  return pages;
}
