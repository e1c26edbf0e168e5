import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { useStrings } from "../../i18n/language.ts";

const TYPES: Record<string, StatusIndicatorProps.Type> = { Enabled: "success", Disabled: "stopped", PendingDeletion: "warning", PendingReplicaDeletion: "warning", PendingImport: "pending", Unavailable: "error" };

/** A key's state, in words. */
export function KeyState({ state }: { state: string | undefined }) {
  const t = useStrings().keys;
  const words: Record<string, string> = t.states;
  if (!state) return <StatusIndicator type="info" wrapText={false}>{t.notReadable}</StatusIndicator>;
  return <StatusIndicator type={TYPES[state] ?? "info"} wrapText={false}>{words[state] ?? state}</StatusIndicator>;
}
