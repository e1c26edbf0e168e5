import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const automations = lazy(async () => ({ default: (await import("./Automations.tsx")).Automations }));
const create = lazy(async () => ({ default: (await import("./CreateAutomation.tsx")).CreateAutomation }));
const automation = lazy(async () => ({ default: (await import("./AutomationPage.tsx")).AutomationPage }));

export const automationRoutes: readonly Route[] = [
  { path: "/automations", page: automations },
  { path: "/automations/create", page: create },
  { path: "/automations/:automationId", page: automation },
];
