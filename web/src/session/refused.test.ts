import { expect, test } from "vitest";
import { en } from "../i18n/en/index.ts";
import { ja } from "../i18n/ja/index.ts";
import { refusedIn, refusedText } from "./refused.ts";

const ID = "12345678-1234-4234-8234-123456789abc";

test("an address says why, and by which decision", () => {
  expect(refusedIn(`?refused=trust&decision=${ID}`)).toEqual({ reason: "trust", decisionId: ID });
  expect(refusedIn("?refused=denied")).toEqual({ reason: "denied", decisionId: "" });
  expect(refusedIn("")).toBeNull();
  expect(refusedIn("?decision=x")).toBeNull();
});

test("an address that somebody made up puts no words into the page", () => {
  const made = refusedIn("?refused=Call%20us%20now&decision=%3Cb%3E+1-555-0100");
  expect(refusedText(en.session, made!)).toBe(en.session.refusedOther);
  for (const name of ["constructor", "__proto__", "toString"]) {
    expect(refusedText(en.session, { reason: name, decisionId: "" })).toBe(en.session.refusedOther);
  }
});

test("both languages name the decision", () => {
  for (const { session } of [en, ja]) expect(refusedText(session, { reason: "trust", decisionId: ID })).toContain(ID);
  expect(Object.keys(ja.session.refused)).toEqual(Object.keys(en.session.refused));
});
