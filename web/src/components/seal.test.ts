import { expect, test } from "vitest";
import { bucketSeal, objectSeal, type Seal, sealOf } from "./seal.ts";

const seals: Seal[] = [
  { kind: "s3", key: "", bucketKey: false },
  { kind: "managed", key: "", bucketKey: true },
  { kind: "key", key: "alias/a", bucketKey: false },
  { kind: "key", key: "alias/a", bucketKey: false, twoLayers: true },
  { kind: "managed", key: "", bucketKey: true, blocked: { EncryptionType: ["SSE-C"] } },
  { kind: "s3", key: "", bucketKey: false, blocked: { EncryptionType: ["SSE-C"] } },
];

test.each(seals)("a bucket's encryption reads as it was written: %o", (seal) => {
  expect(sealOf(bucketSeal(seal))).toEqual(seal);
});

test("an object that follows its bucket says nothing", () => {
  expect(objectSeal({ kind: "default", key: "x", bucketKey: true })).toEqual({});
});

test("an object under a key names it", () => {
  const seal = objectSeal({ kind: "key", key: "alias/a", bucketKey: true });
  expect(seal).toEqual({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: "alias/a", BucketKeyEnabled: true });
});

test("two layers have no bucket key", () => {
  const seal = objectSeal({ kind: "key", key: "alias/a", bucketKey: true, twoLayers: true });
  expect(seal).toEqual({ ServerSideEncryption: "aws:kms:dsse", SSEKMSKeyId: "alias/a" });
});
