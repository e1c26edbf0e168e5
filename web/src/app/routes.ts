import { auditRoutes } from "../pages/audit/routes.ts";
import { automationRoutes } from "../pages/automations/routes.ts";
import { bucketRoutes } from "../pages/buckets/routes.ts";
import { datasetRoutes } from "../pages/datasets/routes.ts";
import { domainRoutes } from "../pages/domains/routes.ts";
import { encryptionRoutes } from "../pages/encryption/routes.ts";
import { homeRoutes } from "../pages/home/routes.ts";
import { iamRoutes } from "../pages/iam/routes.ts";
import { jobRoutes } from "../pages/jobs/routes.ts";
import { keysRoutes } from "../pages/keys/routes.ts";
import { modelRoutes } from "../pages/models/routes.ts";
import { predictionRoutes } from "../pages/predictions/routes.ts";
import type { Route } from "./route.ts";

/** Every page; each area has its own list, so that it is loaded when somebody goes there. */
export const routes: readonly Route[] = [
  ...auditRoutes,
  ...automationRoutes,
  ...bucketRoutes,
  ...datasetRoutes,
  ...domainRoutes,
  ...encryptionRoutes,
  ...homeRoutes,
  ...iamRoutes,
  ...jobRoutes,
  ...keysRoutes,
  ...modelRoutes,
  ...predictionRoutes,
];
