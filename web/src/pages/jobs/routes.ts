import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const jobs = late(async () => (await import("./Jobs.tsx")).Jobs);
const job = late(async () => (await import("./JobPage.tsx")).JobPage);

export const jobRoutes: readonly Route[] = [
  { path: "/jobs", page: jobs },
  { path: "/jobs/:arn", page: job },
];
