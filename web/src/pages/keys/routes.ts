import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

export const keysRoutes: readonly Route[] = [
  { path: "/keys", page: late(async () => (await import("./CustomerKeys.tsx")).CustomerKeys) },
  { path: "/managed-keys", page: late(async () => (await import("./ManagedKeys.tsx")).ManagedKeys) },
  { path: "/keys/create", page: late(async () => (await import("./CreateKey.tsx")).CreateKey) },
  { path: "/keys/:keyId", page: late(async () => (await import("./KeyDetail.tsx")).KeyDetail) },
];
