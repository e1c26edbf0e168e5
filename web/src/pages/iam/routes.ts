import { lazy } from "react";
import type { Route } from "../../app/route.ts";

const roles = lazy(async () => ({ default: (await import("./Roles.tsx")).Roles }));
const createRole = lazy(async () => ({ default: (await import("./CreateRole.tsx")).CreateRole }));
const role = lazy(async () => ({ default: (await import("./RoleDetail.tsx")).RoleDetail }));
const users = lazy(async () => ({ default: (await import("./Users.tsx")).Users }));
const user = lazy(async () => ({ default: (await import("./UserDetail.tsx")).UserDetail }));
const groups = lazy(async () => ({ default: (await import("./AllGroups.tsx")).AllGroups }));
const group = lazy(async () => ({ default: (await import("./GroupDetail.tsx")).GroupDetail }));
const policies = lazy(async () => ({ default: (await import("./Policies.tsx")).Policies }));
const createPolicy = lazy(async () => ({ default: (await import("./CreatePolicy.tsx")).CreatePolicy }));
const policy = lazy(async () => ({ default: (await import("./PolicyDetail.tsx")).PolicyDetail }));
const simulator = lazy(async () => ({ default: (await import("./Simulator.tsx")).Simulator }));
const identityProviders = lazy(async () => ({ default: (await import("./IdentityProviders.tsx")).IdentityProviders }));
const identityProvider = lazy(async () => ({ default: (await import("./ProviderDetail.tsx")).ProviderDetail }));
const consoleSignIn = lazy(async () => ({ default: (await import("./ConsoleSignIn.tsx")).ConsoleSignIn }));

export const iamRoutes: readonly Route[] = [
  { path: "/roles", page: roles },
  { path: "/roles/create", page: createRole },
  { path: "/roles/:role", page: role },
  { path: "/users", page: users },
  { path: "/users/:user", page: user },
  { path: "/groups", page: groups },
  { path: "/groups/:group", page: group },
  { path: "/policies", page: policies },
  { path: "/policies/create", page: createPolicy },
  { path: "/policies/detail", page: policy },
  { path: "/simulator", page: simulator },
  { path: "/identity-providers", page: identityProviders },
  { path: "/identity-providers/detail", page: identityProvider },
  { path: "/identity-providers/sign-in", page: consoleSignIn },
];
