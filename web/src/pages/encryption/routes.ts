import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

export const encryptionRoutes: readonly Route[] = [
  { path: "/encryption", page: late(async () => (await import("./Encryption.tsx")).Encryption) },
  { path: "/encryption/report", page: late(async () => (await import("./Report.tsx")).Report) },
  { path: "/encryption/report/print", plain: true, page: late(async () => (await import("./PrintReport.tsx")).PrintReport) },
];
