import { expect, test } from "vitest";
import { diffLines } from "./diff.ts";

const shown = (before: string, after: string, around?: number) =>
  diffLines(before, after, around).map(({ kind, text }) => ({ same: " ", added: "+", removed: "-", "left-out": "~" })[kind] + text);

test("lines added, removed and kept", () => {
  expect(shown("a\nb\nc", "a\nx\nc\nd")).toEqual([" a", "-b", "+x", " c", "+d"]);
});

test("what is far from any change is left out", () => {
  const lines = Array.from({ length: 20 }, (_, number) => `line ${number}`);
  const changed = [...lines.slice(0, 10), "new", ...lines.slice(10)];
  expect(shown(lines.join("\n"), changed.join("\n"), 1)).toEqual(["~", " line 9", "+new", " line 10", "~"]);
});

test("the same text, and none at all", () => {
  expect(shown("a", "a")).toEqual(["~"]);
  expect(shown("", "a")).toEqual(["+a"]);
  expect(shown("a", "")).toEqual(["-a"]);
});
