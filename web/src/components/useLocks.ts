import { quietly } from "../api/door.ts";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";
import { useAsked } from "../api/useOperation.ts";
import { useSession } from "../session/session.ts";
import { useKeyStates, useKeyTurn } from "./keys.ts";
import { causeOfState } from "./lockedBy.ts";

/** Why what lies under a key cannot be opened now, by the key's ARN. */
export type Locks = ReadonlyMap<string, FailureCause>;

/**
 * Which of the keys of a workspace's list open nothing: each key is asked about once, however long the list is.
 *
 * The keys' states are told to whoever may describe them; what their policies say of the workspace's role is asked by users
 * alone, as themselves.
 */
export function useLocks({ domainId, profile }: { domainId: string; profile: string }, arns: readonly (string | undefined)[]): Locks {
  const { session } = useSession();
  const states = useKeyStates(arns);
  const turn = useKeyTurn();
  const enabled = [...states].filter(([arn, state]) => state === "Enabled" && arn.includes(`:${session.Account}:`)).map(([arn]) => arn);
  const asks = session.Kind === "user" && !session.ActingAs && enabled.length > 0;
  const { data: refused } = useAsked(asks ? `refused ${turn} ${domainId}/${profile} ${enabled.join(" ")}` : null, 0, async (signal) => {
    const { ExecutionRoleArn: role = "", ArtifactUri = "" } = await quietly("sealcanvas", "DescribeWorkspace", { DomainId: domainId, UserProfileName: profile }, signal);
    const EncryptionContext = { "aws:s3:arn": `${ArtifactUri.replace("s3://", "arn:aws:s3:::")}/access-check` };
    const found = await Promise.all(
      enabled.map(async (Resource) => {
        const asked = { Principal: role, Action: "kms:Decrypt", Resource, ViaServices: ["sagemaker", "s3"], EncryptionContext };
        return (await quietly("sealcanvas", "SimulateAccess", asked, signal)).Decision?.Allowed === false ? [Resource] : [];
      }),
    );
    return found.flat();
  });
  const locks = new Map<string, FailureCause>((refused ?? []).map((arn) => [arn, "KeyNotPermitted"]));
  for (const [arn, state] of states) {
    const cause = causeOfState(state);
    if (cause) locks.set(arn, cause);
  }
  return locks;
}
