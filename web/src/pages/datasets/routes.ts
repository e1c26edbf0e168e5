import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const datasets = late(async () => (await import("./Datasets.tsx")).Datasets);
const importPage = late(async () => (await import("./ImportPage.tsx")).ImportPage);
const dataset = late(async () => (await import("./DatasetPage.tsx")).DatasetPage);
const update = late(async () => (await import("./UpdatePage.tsx")).UpdatePage);

export const datasetRoutes: readonly Route[] = [
  { path: "/datasets", page: datasets },
  { path: "/datasets/import", page: importPage },
  { path: "/datasets/:datasetId", page: dataset },
  { path: "/datasets/:datasetId/update", page: update },
];
