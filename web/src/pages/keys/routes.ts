import { lazy } from "react";
import type { Route } from "../../app/route.ts";

export const keysRoutes: readonly Route[] = [
  { path: "/keys", page: lazy(async () => ({ default: (await import("./CustomerKeys.tsx")).CustomerKeys })) },
  { path: "/managed-keys", page: lazy(async () => ({ default: (await import("./ManagedKeys.tsx")).ManagedKeys })) },
  { path: "/keys/create", page: lazy(async () => ({ default: (await import("./CreateKey.tsx")).CreateKey })) },
  { path: "/keys/:keyId", page: lazy(async () => ({ default: (await import("./KeyDetail.tsx")).KeyDetail })) },
];
