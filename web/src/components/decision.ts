/** The id of the decision that a FailureReason names ("… Decision: ID."), if it does. */
export function decisionIn(reason: string | undefined): string | undefined {
  return /\bDecision: ([A-Za-z0-9-]+)/.exec(reason ?? "")?.[1];
}
