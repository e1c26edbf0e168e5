import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import type { JobEvent } from "../../api/shapes/sealcanvas.ts";
import { figure } from "../../components/numbers.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";

/** What was tried so far, the newest first, with the best score there was by then. */
export function Tried({ events }: { events: readonly JobEvent[] }) {
  const { strings, language } = useSpeech();
  const t = strings.models;
  const seen = new Map<string, JobEvent>();
  for (const each of events) if (each.Candidate) seen.set(each.Candidate, each);
  const tried = [...seen.values()].reverse();
  if (!tried.length) return null;
  return (
    <Table
      items={tried}
      trackBy={(each) => String(each.EventNumber)}
      contentDensity="compact"
      ariaLabels={{ tableLabel: t.tried }}
      header={<Header variant="h2" counter={`(${tried.length})`} description={t.triedHint}>{t.tried}</Header>}
      columnDefinitions={[
        { id: "candidate", header: t.candidate, isRowHeader: true, cell: (each) => each.Candidate },
        { id: "best", header: t.bestSoFar, cell: (each) => (each.BestScore ? `${each.BestScore.MetricName}: ${figure(each.BestScore.Value, language)}` : "-") },
        { id: "time", header: t.at, cell: (each) => <When at={each.Time as number | undefined} /> },
      ]}
    />
  );
}
