import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const models = late(async () => (await import("./Models.tsx")).Models);
const create = late(async () => (await import("./CreateModel.tsx")).CreateModel);
const model = late(async () => (await import("./ModelPage.tsx")).ModelPage);

export const modelRoutes: readonly Route[] = [
  { path: "/models", page: models },
  { path: "/models/create", page: create },
  { path: "/models/:modelVersionId", page: model },
];
