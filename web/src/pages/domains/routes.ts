import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const list = late(async () => (await import("./Domains.tsx")).Domains);
const create = late(async () => (await import("./CreateDomain.tsx")).CreateDomain);
const quick = late(async () => (await import("./QuickSetUp.tsx")).QuickSetUp);
const standard = late(async () => (await import("./StandardSetUp.tsx")).StandardSetUp);
const domain = late(async () => (await import("./DomainDetail.tsx")).DomainDetail);

export const domainRoutes: readonly Route[] = [
  { path: "/domains", page: list },
  { path: "/domains/create", page: create },
  { path: "/domains/create/quick", page: quick },
  { path: "/domains/create/standard", page: standard },
  { path: "/domains/:domain", page: domain },
];
