import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const models = lazy(async () => ({ default: (await import("./Models.tsx")).Models }));
const create = lazy(async () => ({ default: (await import("./CreateModel.tsx")).CreateModel }));
const model = lazy(async () => ({ default: (await import("./ModelPage.tsx")).ModelPage }));

export const modelRoutes: readonly Route[] = [
  { path: "/models", page: models },
  { path: "/models/create", page: create },
  { path: "/models/:modelVersionId", page: model },
];
