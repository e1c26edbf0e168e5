import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const jobs = lazy(async () => ({ default: (await import("./Jobs.tsx")).Jobs }));
const job = lazy(async () => ({ default: (await import("./JobPage.tsx")).JobPage }));

export const jobRoutes: readonly Route[] = [
  { path: "/jobs", page: jobs },
  { path: "/jobs/:arn", page: job },
];
