import { useAsked } from "../api/useOperation.ts";
import { readSignIns, type SignInProvider } from "./session.ts";

/** The sign-ins by identity providers; none while they are not known, for there are other ways in. */
export function useSignIns(): readonly SignInProvider[] {
  return useAsked("sign-ins", 0, readSignIns).data ?? [];
}
