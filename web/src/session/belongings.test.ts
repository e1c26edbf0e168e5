import { expect, test } from "vitest";
import { belongTo, forgetBelongings } from "./belongings.ts";

/** As a browser's: names in an order of its own, which changes when one is taken away. */
function storage(items: Record<string, string>): Storage {
  const held = new Map(Object.entries(items));
  return {
    get length() {
      return held.size;
    },
    key: (place) => [...held.keys()].reverse()[place] ?? null,
    getItem: (name) => held.get(name) ?? null,
    setItem: (name, value) => void held.set(name, value),
    removeItem: (name) => void held.delete(name),
    clear: () => held.clear(),
  };
}

const names = (kept: Storage) => Array.from({ length: kept.length }, (_, place) => kept.key(place)).sort();
const left = { language: "ja", appearance: "dark", owner: "1/d-1/ana", workspace: "d-1/ana", watched: "[]", 'upload ["a.csv"]': "id", 'upload ["b.csv"]': "id" };

test("signing out leaves nothing but the browser's own", () => {
  const kept = storage(left);
  forgetBelongings(kept);
  expect(names(kept)).toEqual(["appearance", "language"]);
});

test("the same user comes back to all of it, another finds nothing", () => {
  const kept = storage(left);
  belongTo("1/d-1/ana", kept);
  expect(kept.length).toBe(Object.keys(left).length);
  belongTo("1/d-1/bo", kept);
  expect(names(kept)).toEqual(["appearance", "language", "owner"]);
  expect(kept.getItem("owner")).toBe("1/d-1/bo");
});
