import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const list = lazy(async () => ({ default: (await import("./Buckets.tsx")).Buckets }));
const create = lazy(async () => ({ default: (await import("./CreateBucket.tsx")).CreateBucket }));
const bucket = lazy(async () => ({ default: (await import("./Bucket.tsx")).Bucket }));
const upload = lazy(async () => ({ default: (await import("./UploadObjects.tsx")).UploadObjects }));
const object = lazy(async () => ({ default: (await import("./ObjectDetail.tsx")).ObjectDetail }));

export const bucketRoutes: readonly Route[] = [
  { path: "/buckets", page: list },
  { path: "/buckets/create", page: create },
  { path: "/buckets/:bucket", page: bucket },
  { path: "/buckets/:bucket/upload", page: upload },
  { path: "/buckets/:bucket/object", page: object },
];
