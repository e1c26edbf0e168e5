import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";
import { useStrings } from "../i18n/language.ts";
import { Status } from "./Status.tsx";

interface Props {
  status: string | undefined;
  /** Why it failed, where it did. */
  failure?: FailureCause;
  /** Why what is ready cannot be opened now, where it cannot. */
  lock?: FailureCause;
  /** How far it is, where it is under way. */
  progress?: number;
}

/** A state in a list: what is ready, and whose key opens nothing, is locked. */
export function LockedStatus({ status, failure, lock, progress }: Props) {
  const t = useStrings().studio;
  const cause = failure ?? (status === "Ready" ? lock : undefined);
  return (
    <>
      {cause && cause === lock && status === "Ready" ? <StatusIndicator type="error" wrapText={false}>{t.locked}</StatusIndicator> : <Status status={status} />}
      {progress !== undefined && ` ${progress} %`}
      {cause && ` (${t.causes[cause].title})`}
    </>
  );
}
