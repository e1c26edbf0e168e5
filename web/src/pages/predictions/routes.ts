import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const predictions = late(async () => (await import("./Predictions.tsx")).Predictions);
const prediction = late(async () => (await import("./PredictionPage.tsx")).PredictionPage);

export const predictionRoutes: readonly Route[] = [
  { path: "/predictions", page: predictions },
  { path: "/predictions/:predictionId", page: prediction },
];
