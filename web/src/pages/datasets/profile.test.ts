import { expect, test } from "vitest";
import { barsOf } from "./profile.ts";

const column = { name: "x", missing: 0, unique: 2 };

test("bins by their edges, each with a name of its own", () => {
  const bars = barsOf({ ...column, type: "Numeric", histogram: { edges: [0, 0.5, 1], counts: [3, 4] } }, "en");
  expect(bars).toEqual([{ name: "0 – 0.5", value: 3 }, { name: "0.5 – 1", value: 4 }]);
  const same = barsOf({ ...column, type: "Datetime", histogram: { edges: [0, 60, 120], counts: [1, 1] } }, "en");
  expect(new Set(same.map((bar) => bar.name)).size).toBe(2);
});

test("the most frequent values of the others, nothing of nothing", () => {
  expect(barsOf({ ...column, type: "Categorical", top: [["東京", 2]] }, "ja")).toEqual([{ name: "東京", value: 2 }]);
  expect(barsOf({ ...column, type: "Text" }, "en")).toEqual([]);
});
