import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const predictions = lazy(async () => ({ default: (await import("./Predictions.tsx")).Predictions }));
const prediction = lazy(async () => ({ default: (await import("./PredictionPage.tsx")).PredictionPage }));

export const predictionRoutes: readonly Route[] = [
  { path: "/predictions", page: predictions },
  { path: "/predictions/:predictionId", page: prediction },
];
