import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const page = late(async () => (await import("./Home.tsx")).Home);

export const homeRoutes: readonly Route[] = [{ path: "/", page }];
