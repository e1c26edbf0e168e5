import { createContext, useContext } from "react";
import { get, post } from "../api/door.ts";
import { belongTo, forgetBelongings } from "./belongings.ts";

/** Who is signed in, as the server tells it. */
export interface Session {
  Kind: "user" | "role" | "user-profile";
  Account: string;
  Region: string;
  PrincipalArn: string;
  UserName?: string;
  ActingAs?: string;
  DomainId?: string;
  DomainName?: string;
  UserProfileName?: string;
  SpaceName?: string;
  RoleArn?: string;
  /** Seconds since the epoch. */
  ExpiresAt: number;
  Endpoint: string;
}

/** The session of this browser; throws ServiceError with status 401 if there is none. */
export async function readSession(signal?: AbortSignal): Promise<Session> {
  const session = (await get("api/session", signal)) as Session;
  const { Account, DomainId = "", UserProfileName = "", UserName = "" } = session;
  belongTo([Account, DomainId, UserProfileName || UserName].join("/")); // whatever role they act as
  return session;
}

/** Act as a role from now on, or as oneself again (null). */
export async function actAs(roleArn: string | null): Promise<Session> {
  return (await post("api/session/role", { RoleArn: roleArn })) as Session;
}

/** Begin a session of an IAM user by its access key. */
export async function signIn(accessKeyId: string, secretAccessKey: string): Promise<void> {
  await post("sign-in", { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
}

/** An identity provider's sign-in, as far as it is told to whoever is not signed in. */
export interface SignInProvider {
  Name: string;
  DisplayName: string;
}

/** The sign-ins by identity providers. */
export async function readSignIns(signal?: AbortSignal): Promise<SignInProvider[]> {
  return ((await get("api/sign-in", signal)) as { Providers: SignInProvider[] }).Providers;
}

/** End the session, forget what the page kept for it, and show the sign-in page. */
export async function signOut(): Promise<void> {
  forgetBelongings();
  await fetch("/console/sign-out", { method: "POST", credentials: "same-origin", redirect: "manual" });
  forgetBelongings(); // work that was watched may have ended meanwhile, and been noted
  window.location.assign("/console/");
}

export interface SessionState {
  session: Session;
  /** Take over what a change of role answered. */
  change: (session: Session) => void;
}

export const SessionContext = createContext<SessionState | null>(null);

/** The session. Only below <SessionGate>. */
export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error("useSession outside of SessionGate");
  return state;
}
