import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const page = lazy(async () => ({ default: (await import("./Home.tsx")).Home }));

export const homeRoutes: readonly Route[] = [{ path: "/", page }];
