import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const list = lazy(async () => ({ default: (await import("./Domains.tsx")).Domains }));
const create = lazy(async () => ({ default: (await import("./CreateDomain.tsx")).CreateDomain }));
const quick = lazy(async () => ({ default: (await import("./QuickSetUp.tsx")).QuickSetUp }));
const standard = lazy(async () => ({ default: (await import("./StandardSetUp.tsx")).StandardSetUp }));
const domain = lazy(async () => ({ default: (await import("./DomainDetail.tsx")).DomainDetail }));

export const domainRoutes: readonly Route[] = [
  { path: "/domains", page: list },
  { path: "/domains/create", page: create },
  { path: "/domains/create/quick", page: quick },
  { path: "/domains/create/standard", page: standard },
  { path: "/domains/:domain", page: domain },
];
