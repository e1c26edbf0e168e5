/**
 * A JSON text as its writer meant it: commas that are missing or too many do not matter, as in the AWS page's own examples.
 *
 * @throws SyntaxError where that is not enough.
 */
export function readLoosely(text: string): unknown {
  const tokens = tokensOf(text);
  let at = 0;
  const skipCommas = () => {
    while (tokens[at] === ",") at += 1;
  };
  const value = (): unknown => {
    const token = tokens[at];
    at += 1;
    if (token === "{") {
      const found: [string, unknown][] = [];
      for (skipCommas(); tokens[at] !== "}"; skipCommas()) {
        const name = scalar(tokens[at]);
        if (typeof name !== "string" || tokens[at + 1] !== ":") throw new SyntaxError("no member");
        at += 2;
        found.push([name, value()]);
      }
      at += 1;
      return Object.fromEntries(found);
    }
    if (token === "[") {
      const found: unknown[] = [];
      for (skipCommas(); tokens[at] !== "]"; skipCommas()) found.push(value());
      at += 1;
      return found;
    }
    return scalar(token);
  };
  const read = value();
  skipCommas();
  if (at < tokens.length) throw new SyntaxError("text after the end");
  return read;
}

const TOKEN = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([-+\w.]+))/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError("not JSON");
    tokens.push((match[1] ?? match[2] ?? match[3]) as string);
  }
  return tokens;
}

function scalar(token: string | undefined): unknown {
  if (token === undefined) throw new SyntaxError("the text ends too early");
  return JSON.parse(token);
}
