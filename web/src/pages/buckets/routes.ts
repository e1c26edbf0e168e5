import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const list = late(async () => (await import("./Buckets.tsx")).Buckets);
const create = late(async () => (await import("./CreateBucket.tsx")).CreateBucket);
const bucket = late(async () => (await import("./Bucket.tsx")).Bucket);
const upload = late(async () => (await import("./UploadObjects.tsx")).UploadObjects);
const object = late(async () => (await import("./ObjectDetail.tsx")).ObjectDetail);

export const bucketRoutes: readonly Route[] = [
  { path: "/buckets", page: list },
  { path: "/buckets/create", page: create },
  { path: "/buckets/:bucket", page: bucket },
  { path: "/buckets/:bucket/upload", page: upload },
  { path: "/buckets/:bucket/object", page: object },
];
