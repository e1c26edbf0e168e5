import { expect, test } from "vitest";
import { crumbsOf } from "./entries.ts";

test("each folder above is a place to go to", () => {
  expect(crumbsOf("b", "a/ b/")).toEqual([["b", ""], ["a", "a/"], [" b", "a/ b/"]]);
});

test("names between slashes may be empty", () => {
  expect(crumbsOf("b", "a//")).toEqual([["b", ""], ["a", "a/"], ["", "a//"]]);
});
