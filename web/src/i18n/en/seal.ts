export const seal = {
  title: "Server-side encryption",
  kinds: { default: "Bucket's default encryption", key: "SSE-KMS: a key of yours", managed: "SSE-KMS: AWS managed key (aws/s3)", s3: "SSE-S3: Amazon S3 managed keys" },
  meaning: {
    default: "Sealed as the bucket's settings say.",
    key: "You decide by the key's policy who can read it; disabling the key locks it.",
    managed: "Whoever may read the object may use the key; its policy cannot be changed.",
    s3: "S3 keeps the key; no key policy is asked.",
  },
  key: "AWS KMS key",
  keyHint: "Choose from your keys, or enter a key's ARN.",
  bucketKey: "Bucket Key",
  twoLayers: "Two layers (DSSE-KMS)",
  twoLayersHint: "Sealed twice, under the KMS key and under a key of S3's own: either alone opens nothing. Without Bucket Keys.",
  bucketKeyHint: "KMS is asked for one key a bucket instead of one an object: fewer calls, and the encryption context is the bucket's.",
};
