import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { useStrings } from "../i18n/language.ts";

const TYPES: Record<string, StatusIndicatorProps.Type> = {
  Ready: "success",
  Succeeded: "success",
  Active: "success",
  InService: "success",
  Importing: "in-progress",
  Building: "in-progress",
  InProgress: "in-progress",
  Running: "in-progress",
  Creating: "in-progress",
  Updating: "in-progress",
  Stopping: "in-progress",
  Queued: "pending",
  Failed: "error",
  Stopped: "stopped",
  Paused: "stopped",
};

/** A state of the service's, in words and with a sign. */
export function Status({ status }: { status: string | undefined }) {
  const t: Record<string, string> = useStrings().studio.status;
  if (!status) return null;
  return <StatusIndicator type={TYPES[status] ?? "info"} wrapText={false}>{t[status] ?? status}</StatusIndicator>;
}
