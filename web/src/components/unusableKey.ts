/** A key whose state, not its policy, refuses every use. */
export interface UnusableKey {
  arn: string;
  state: "Disabled" | "PendingDeletion";
}

const TOLD = /(arn:[\w-]+:kms:[\w-]+:\d+:key\/[\w-]+)[^\n]{0,40}?\b(?:is (disabled|pending (?:replica )?deletion)|state is (Disabled|PendingDeletion))\b/;

/** The key that a message says is disabled or pending deletion, if it says so. */
export function unusableKey(message: string | undefined): UnusableKey | undefined {
  const [, arn, words, state] = TOLD.exec(message ?? "") ?? [];
  if (!arn) return undefined;
  return { arn, state: (words ?? state)?.toLowerCase() === "disabled" ? "Disabled" : "PendingDeletion" };
}
