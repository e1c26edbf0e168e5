import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { PolicyFinding } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";
import { Sentence } from "../Sentence.tsx";
import type { Lint } from "./useLint.ts";

const MOST = 20;
const TYPES: Record<string, StatusIndicatorProps.Type> = { error: "error", "security-warning": "warning", warning: "warning" };
const ORDER = ["error", "security-warning", "warning", "suggestion"];

/** The linter's findings, the gravest first; choosing one leads to its line. */
export function Findings({ lint, go }: { lint: Lint; go: (finding: PolicyFinding) => void }) {
  const t = useStrings().policy;
  const sorted = [...lint.findings].sort((a, b) => ORDER.indexOf(a.Severity ?? "") - ORDER.indexOf(b.Severity ?? ""));
  const unknown = lint.error && !lint.findings.length;
  return (
    <SpaceBetween size="xs">
      <Box>
        {lint.busy ? (
          <StatusIndicator type="loading">{t.checking}</StatusIndicator>
        ) : unknown ? (
          <Sentence type="warning">{t.unchecked(lint.error?.message ?? "")}</Sentence>
        ) : sorted.length ? (
          <Box variant="strong">{t.findings(sorted.length)}</Box>
        ) : (
          <StatusIndicator type="success">{t.nothingFound}</StatusIndicator>
        )}
      </Box>
      {sorted.slice(0, MOST).map((finding, at) => (
        <Box key={at}>
          <StatusIndicator type={TYPES[finding.Severity ?? ""] ?? "info"}>
            {t.severity[finding.Severity ?? "suggestion"]}
          </StatusIndicator>{" "}
          <Link variant="secondary" onFollow={() => go(finding)}>{t.at(finding.Line ?? 1, finding.Column ?? 1)}</Link>{" "}
          {finding.Message} {finding.Mend}
        </Box>
      ))}
      {sorted.length > MOST && <Box color="text-body-secondary">{t.more(sorted.length - MOST)}</Box>}
    </SpaceBetween>
  );
}
