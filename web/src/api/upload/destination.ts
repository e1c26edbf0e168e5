import type { Input } from "../door.ts";

/** Where a file is sent, and how it is sealed there; without a word about that, the bucket's default encryption. */
export type Destination = Pick<
  Input<"s3", "CreateMultipartUpload">,
  "Bucket" | "Key" | "ContentType" | "ServerSideEncryption" | "SSEKMSKeyId" | "BucketKeyEnabled"
>;
