import type { CreateSignInProviderRequest, SignInProvider } from "../../api/shapes/sealcanvas.ts";
import { words } from "./trustStatement.ts";

/** What the form of a sign-in holds. */
export interface SignInDraft {
  name: string;
  displayName: string;
  providerArn: string;
  clientId: string;
  clientSecret: string;
  /** Take the secret away that is there. */
  dropSecret: boolean;
  scopes: string;
  kind: "role" | "profile";
  roleArn: string;
  domainId: string;
  claim: string;
  names: { value: string; profile: string }[];
  seconds: number;
}

export const DURATIONS = [1800, 3600, 4 * 3600, 8 * 3600, 12 * 3600];
const LONGEST = 12 * 3600;

/** The form of a sign-in that is there, or of a new one. */
export function draftOf(saved: SignInProvider | undefined, providerArn: string): SignInDraft {
  return {
    name: saved?.SignInProviderName ?? "",
    displayName: saved?.DisplayName ?? "",
    providerArn: saved?.OpenIDConnectProviderArn ?? providerArn,
    clientId: saved?.ClientId ?? "",
    clientSecret: "",
    dropSecret: false,
    scopes: (saved?.Scopes ?? []).join(" "),
    kind: saved?.DomainId ? "profile" : "role",
    roleArn: saved?.RoleArn ?? "",
    domainId: saved?.DomainId ?? "",
    claim: saved?.Claim ?? "sub",
    names: Object.entries(saved?.UserProfileNames ?? {}).map(([value, profile]) => ({ value, profile })),
    seconds: saved?.SessionExpirationDurationInSeconds ?? LONGEST,
  };
}

/** Whether all is there that a sign-in needs. */
export function isWhole(draft: SignInDraft): boolean {
  const becomes = draft.kind === "role" ? draft.roleArn : draft.domainId && areWhole(draft.names);
  return Boolean(draft.name && draft.providerArn && draft.clientId && draft.claim && becomes);
}

/** Whether a list that was begun has a whole line, and none that is half: without any, everybody would come in by name. */
function areWhole(names: SignInDraft["names"]): boolean {
  const begun = names.filter(({ value, profile }) => value || profile);
  return begun.every(({ value, profile }) => value && profile) && (begun.length > 0 || names.length === 0);
}

/** The request that registers what the form holds; a secret that is not typed stays as it is. */
export function requestOf(draft: SignInDraft): CreateSignInProviderRequest {
  const names = draft.names.filter(({ value, profile }) => value && profile);
  return {
    SignInProviderName: draft.name,
    OpenIDConnectProviderArn: draft.providerArn,
    ClientId: draft.clientId,
    ...(draft.displayName.trim() && { DisplayName: draft.displayName.trim() }),
    ...((draft.clientSecret || draft.dropSecret) && { ClientSecret: draft.dropSecret ? "" : draft.clientSecret }),
    Scopes: words(draft.scopes),
    ...(draft.kind === "role" ? { RoleArn: draft.roleArn } : { DomainId: draft.domainId }),
    Claim: draft.claim.trim(),
    ...(draft.kind === "profile" && names.length > 0 && { UserProfileNames: Object.fromEntries(names.map(({ value, profile }) => [value, profile])) }),
    SessionExpirationDurationInSeconds: draft.seconds,
  };
}
