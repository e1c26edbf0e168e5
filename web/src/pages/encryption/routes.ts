import { lazy } from "react";
import type { Route } from "../../app/route.ts";

export const encryptionRoutes: readonly Route[] = [
  { path: "/encryption", page: lazy(async () => ({ default: (await import("./Encryption.tsx")).Encryption })) },
  { path: "/encryption/report", page: lazy(async () => ({ default: (await import("./Report.tsx")).Report })) },
  { path: "/encryption/report/print", plain: true, page: lazy(async () => ({ default: (await import("./PrintReport.tsx")).PrintReport })) },
];
