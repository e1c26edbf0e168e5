import { lazy } from "react";
import type { Route } from "../../app/route.ts";

export const auditRoutes: readonly Route[] = [
  { path: "/events", page: lazy(async () => ({ default: (await import("./EventHistory.tsx")).EventHistory })) },
  { path: "/denials", page: lazy(async () => ({ default: (await import("./Denials.tsx")).Denials })) },
];
