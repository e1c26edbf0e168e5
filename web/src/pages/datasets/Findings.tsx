import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Box from "@cloudscape-design/components/box";
import { Listing } from "../../components/Listing.tsx";
import { count } from "../../components/numbers.ts";
import { useSpeech } from "../../i18n/language.ts";
import type { Finding, QualityReport } from "./quality.ts";

/** Faults of the data, the gravest first, each with what to do. */
export function Findings({ quality }: { quality: QualityReport }) {
  const { strings, language } = useSpeech();
  const { datasets: t, studio: s } = strings;
  const numbered = quality.findings.map((each, number) => ({ ...each, number }));
  return (
    <Listing<Finding & { number: number }>
      title={t.findings}
      description={t.examined(count(quality.examined, language), count(quality.rows, language))}
      items={numbered}
      id={(each) => String(each.number)}
      empty={t.nothingWrong}
      columns={[
        { id: "message", header: s.finding, cell: (each) => <><Box variant="strong">{each.code}</Box><Box>{each.message}</Box></>, value: (each) => `${each.code} ${each.message}`, width: 340 },
        { id: "severity", header: t.severity, cell: (each) => <StatusIndicator type={each.severity} wrapText={false}>{s.severities[each.severity]}</StatusIndicator>, value: (each) => ["error", "warning", "info"].indexOf(each.severity), width: 130 },
        { id: "column", header: s.column, cell: (each) => each.column ?? "-", value: (each) => each.column ?? "" },
        { id: "count", header: s.count, cell: (each) => count(each.count, language), value: (each) => each.count },
        { id: "action", header: s.advice, cell: (each) => each.action, value: (each) => each.action, width: 320 },
      ]}
    />
  );
}
