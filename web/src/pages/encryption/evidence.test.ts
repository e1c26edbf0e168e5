import { expect, test } from "vitest";
import { encryption } from "../../i18n/en/encryption.ts";
import { evidence } from "./evidence.ts";
import { storesOf } from "./stores.ts";

test("nothing of the report is markup, whatever a file is called", () => {
  const last = {
    Principal: "arn:aws:iam::1:user/admin",
    Summary: { FileCount: 1, ByteCount: 10, UnsealedCount: 1, DamagedCount: 0, FoundCount: 0 },
    Groups: [{ Format: "unknown", Status: "Unsealed" as const, FileCount: 1, ByteCount: 10 }],
    Problems: [{ Path: "<script>alert('1')</script>", Format: "unknown", Status: "Unsealed" as const, Detail: "\"&" }],
  };
  const html = evidence({ last, stores: storesOf(last.Groups), session: { Account: "1", Region: "r" }, names: new Map(), t: encryption, language: "en" });
  expect(html).not.toContain("<script");
  expect(html).toContain("&#60;script&#62;");
  expect(html).toContain(encryption.notSound);
});
