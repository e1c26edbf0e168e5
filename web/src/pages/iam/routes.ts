import { late } from "../../api/late.ts";
import type { Route } from "../../app/route.ts";

const roles = late(async () => (await import("./Roles.tsx")).Roles);
const createRole = late(async () => (await import("./CreateRole.tsx")).CreateRole);
const role = late(async () => (await import("./RoleDetail.tsx")).RoleDetail);
const users = late(async () => (await import("./Users.tsx")).Users);
const user = late(async () => (await import("./UserDetail.tsx")).UserDetail);
const groups = late(async () => (await import("./AllGroups.tsx")).AllGroups);
const group = late(async () => (await import("./GroupDetail.tsx")).GroupDetail);
const policies = late(async () => (await import("./Policies.tsx")).Policies);
const createPolicy = late(async () => (await import("./CreatePolicy.tsx")).CreatePolicy);
const policy = late(async () => (await import("./PolicyDetail.tsx")).PolicyDetail);
const simulator = late(async () => (await import("./Simulator.tsx")).Simulator);
const identityProviders = late(async () => (await import("./IdentityProviders.tsx")).IdentityProviders);
const identityProvider = late(async () => (await import("./ProviderDetail.tsx")).ProviderDetail);
const consoleSignIn = late(async () => (await import("./ConsoleSignIn.tsx")).ConsoleSignIn);

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
