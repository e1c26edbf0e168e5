import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const automations = late(async () => (await import("./Automations.tsx")).Automations);
const create = late(async () => (await import("./CreateAutomation.tsx")).CreateAutomation);
const automation = late(async () => (await import("./AutomationPage.tsx")).AutomationPage);

export const automationRoutes: readonly Route[] = [
  { path: "/automations", page: automations },
  { path: "/automations/create", page: create },
  { path: "/automations/:automationId", page: automation },
];
