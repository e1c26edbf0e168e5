import { useSyncExternalStore } from "react";
import { everyPage } from "../api/everyPage.ts";
import { type Asked, useAsked } from "../api/useOperation.ts";
import { useSession } from "../session/session.ts";

/** Whose datasets, models and predictions the studio shows. */
export interface Workspace {
  domainId: string;
  domainName: string;
  profile: string;
}

const PLACE = "workspace";
const listeners = new Set<() => void>();

function stored(): string {
  return localStorage.getItem(PLACE) ?? "";
}

/** What tells a workspace from others, kept between visits. */
export function workspaceKey(each: Pick<Workspace, "domainId" | "profile">): string {
  return `${each.domainId}/${each.profile}`;
}

/** Work in another workspace from now on. */
export function chooseWorkspace(chosen: Pick<Workspace, "domainId" | "profile">): void {
  localStorage.setItem(PLACE, workspaceKey(chosen));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The workspace, and between which there is a choice: a user profile's session has its own and no other. */
export function useWorkspace(): { workspace: Workspace | undefined; choices: readonly Workspace[]; asked: Asked<unknown> } {
  const { session } = useSession();
  const chosen = useSyncExternalStore(subscribe, stored);
  const own = session.Kind === "user-profile";
  const asked = useAsked(own ? null : `workspaces ${session.PrincipalArn}`, 0, async (signal) => {
    const [domains, profiles] = await Promise.all([
      everyPage("sagemaker", "ListDomains", {}, "NextToken", signal),
      everyPage("sagemaker", "ListUserProfiles", {}, "NextToken", signal),
    ]);
    const names = new Map(domains.flatMap((page) => page.Domains ?? []).map((each) => [each.DomainId, each.DomainName]));
    return profiles
      .flatMap((page) => page.UserProfiles ?? [])
      .map(({ DomainId = "", UserProfileName = "" }) => ({ domainId: DomainId, domainName: names.get(DomainId) ?? DomainId, profile: UserProfileName }));
  });
  if (own) {
    const { DomainId = "", DomainName = DomainId, UserProfileName = "" } = session;
    const workspace = { domainId: DomainId, domainName: DomainName, profile: UserProfileName };
    return { workspace, choices: [workspace], asked };
  }
  const choices = asked.data ?? [];
  return { workspace: choices.find((each) => workspaceKey(each) === chosen) ?? choices[0], choices, asked };
}
