import type { ServerSideEncryptionConfiguration } from "../api/shapes/s3.ts";

/** How something is sealed in S3: as the bucket says, by S3's own key, or by a KMS key ("" for the AWS managed one). */
export interface Seal {
  kind: "default" | "s3" | "managed" | "key";
  key: string;
  bucketKey: boolean;
}

/** The members of a request that writes an object. */
export function objectSeal({ kind, key, bucketKey }: Seal): { ServerSideEncryption?: "AES256" | "aws:kms"; SSEKMSKeyId?: string; BucketKeyEnabled?: boolean } {
  if (kind === "default") return {};
  if (kind === "s3") return { ServerSideEncryption: "AES256" };
  const named = kind === "key" ? { SSEKMSKeyId: key } : {};
  return { ServerSideEncryption: "aws:kms", ...named, BucketKeyEnabled: bucketKey };
}

/** A bucket's default encryption. */
export function bucketSeal({ kind, key, bucketKey }: Seal): ServerSideEncryptionConfiguration {
  if (kind === "s3" || kind === "default") return { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }] };
  const named = kind === "key" ? { KMSMasterKeyID: key } : {};
  return { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", ...named }, BucketKeyEnabled: bucketKey }] };
}

/** What a bucket's default encryption is. */
export function sealOf(configuration: ServerSideEncryptionConfiguration | undefined): Seal {
  const rule = configuration?.Rules?.[0];
  const given = rule?.ApplyServerSideEncryptionByDefault;
  if (given?.SSEAlgorithm !== "aws:kms") return { kind: "s3", key: "", bucketKey: false };
  const key = given.KMSMasterKeyID ?? "";
  return { kind: key ? "key" : "managed", key, bucketKey: Boolean(rule?.BucketKeyEnabled) };
}
