import type { Strings } from "../i18n/language.ts";

/** Why an identity provider's sign-in was refused, as the page's address says it: words of the server's alone. */
export interface Refused {
  reason: string;
  /** Of the decision behind it, or "". */
  decisionId: string;
}

const DECISION = /^[0-9a-f-]{36}$/;

/** What an address says of a refusal, or null. */
export function refusedIn(search: string): Refused | null {
  const query = new URLSearchParams(search);
  const reason = query.get("refused");
  const decisionId = query.get("decision") ?? "";
  return reason === null ? null : { reason, decisionId: DECISION.test(decisionId) ? decisionId : "" };
}

/** What happened, and what to do; a reason that is none of ours says no more than that. */
export function refusedText(t: Strings["session"], { reason, decisionId }: Refused): string {
  const text = Object.hasOwn(t.refused, reason) ? (t.refused[reason] ?? t.refusedOther) : t.refusedOther;
  return decisionId ? `${text} ${t.refusedDecision(decisionId)}` : text;
}

/** Take a refusal out of the address: it is told once. Another address stays, for whoever signs in goes on there. */
export function forgetRefused(): void {
  if (refusedIn(window.location.search)) window.history.replaceState(null, "", window.location.pathname);
}
