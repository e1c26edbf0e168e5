import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

export const auditRoutes: readonly Route[] = [
  { path: "/events", page: late(async () => (await import("./EventHistory.tsx")).EventHistory) },
  { path: "/denials", page: late(async () => (await import("./Denials.tsx")).Denials) },
];
