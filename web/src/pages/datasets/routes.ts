import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const datasets = lazy(async () => ({ default: (await import("./Datasets.tsx")).Datasets }));
const importPage = lazy(async () => ({ default: (await import("./ImportPage.tsx")).ImportPage }));
const dataset = lazy(async () => ({ default: (await import("./DatasetPage.tsx")).DatasetPage }));
const update = lazy(async () => ({ default: (await import("./UpdatePage.tsx")).UpdatePage }));

export const datasetRoutes: readonly Route[] = [
  { path: "/datasets", page: datasets },
  { path: "/datasets/import", page: importPage },
  { path: "/datasets/:datasetId", page: dataset },
  { path: "/datasets/:datasetId/update", page: update },
];
