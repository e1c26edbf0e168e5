import type { ServerSideEncryptionConfiguration, ServerSideEncryptionRule } from "../api/shapes/s3.ts";

/** How something is sealed in S3: as the bucket says, by S3's own key, or by a KMS key ("" for the AWS managed one). */
export interface Seal {
  kind: "default" | "s3" | "managed" | "key";
  key: string;
  bucketKey: boolean;
  /** DSSE-KMS: a KMS key seals what S3's own key has sealed; it has no bucket keys. */
  twoLayers?: boolean;
  /** What a bucket's rule blocks, kept as it is. */
  blocked?: ServerSideEncryptionRule["BlockedEncryptionTypes"];
}

const algorithm = (seal: Seal) => (seal.twoLayers ? "aws:kms:dsse" as const : "aws:kms" as const);

/** The members of a request that writes an object. */
export function objectSeal(seal: Seal): { ServerSideEncryption?: "AES256" | "aws:kms" | "aws:kms:dsse"; SSEKMSKeyId?: string; BucketKeyEnabled?: boolean } {
  const { kind, key, bucketKey, twoLayers } = seal;
  if (kind === "default") return {};
  if (kind === "s3") return { ServerSideEncryption: "AES256" };
  const named = kind === "key" ? { SSEKMSKeyId: key } : {};
  return { ServerSideEncryption: algorithm(seal), ...named, ...(!twoLayers && { BucketKeyEnabled: bucketKey }) };
}

/** A bucket's default encryption. */
export function bucketSeal(seal: Seal): ServerSideEncryptionConfiguration {
  const { kind, key, bucketKey, twoLayers, blocked } = seal;
  const blocks = blocked && { BlockedEncryptionTypes: blocked };
  if (kind === "s3" || kind === "default") return { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, ...blocks }] };
  const named = kind === "key" ? { KMSMasterKeyID: key } : {};
  const given = { SSEAlgorithm: algorithm(seal), ...named };
  return { Rules: [{ ApplyServerSideEncryptionByDefault: given, BucketKeyEnabled: bucketKey && !twoLayers, ...blocks }] };
}

/** What a bucket's default encryption is. */
export function sealOf(configuration: ServerSideEncryptionConfiguration | undefined): Seal {
  const rule = configuration?.Rules?.[0];
  const given = rule?.ApplyServerSideEncryptionByDefault;
  const blocked = rule?.BlockedEncryptionTypes && { blocked: rule.BlockedEncryptionTypes };
  const twoLayers = given?.SSEAlgorithm === "aws:kms:dsse";
  if (given?.SSEAlgorithm !== "aws:kms" && !twoLayers) return { kind: "s3", key: "", bucketKey: false, ...blocked };
  const key = given.KMSMasterKeyID ?? "";
  const bucketKey = Boolean(rule?.BucketKeyEnabled) && !twoLayers;
  return { kind: key ? "key" : "managed", key, bucketKey, ...(twoLayers && { twoLayers }), ...blocked };
}
