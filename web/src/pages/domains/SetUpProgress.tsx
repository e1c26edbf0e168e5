import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { type Step, STEPS } from "./setUp.ts";

/** How far a set-up is; where it was refused, why, and how to go on from there. */
export function SetUpProgress({ step, busy, error, retry }: { step: Step | undefined; busy: boolean; error: Error | undefined; retry: () => void }) {
  const t = useStrings().domains;
  const place = step ? STEPS.indexOf(step) : -1;
  if (place < 0) return null;
  return (
    <SpaceBetween size="xs">
      {STEPS.map((each, at) => (
        <div key={each}>
          <StatusIndicator type={at < place ? "success" : at > place ? "pending" : busy ? "in-progress" : error ? "error" : "success"}>{t.steps[each]}</StatusIndicator>
        </div>
      ))}
      <Refusal error={error} retry={retry} />
    </SpaceBetween>
  );
}
