import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import type { JobEvent } from "../../api/shapes/sealcanvas.ts";
import { figure } from "../../components/numbers.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { ranked } from "./tried.ts";

/** The candidates that were tried so far, each with its own score, the best first: the leaderboard as it fills. */
export function Tried({ events }: { events: readonly JobEvent[] }) {
  const { strings, language } = useSpeech();
  const t = strings.models;
  const tried = ranked(events);
  if (!tried.length) return null;
  const metric = tried.find((each) => each.CandidateScore)?.CandidateScore?.MetricName;
  return (
    <Table
      items={tried}
      trackBy={(each) => each.Candidate ?? ""}
      contentDensity="compact"
      ariaLabels={{ tableLabel: t.tried }}
      header={<Header variant="h2" counter={`(${tried.length})`} description={metric ? t.triedHint : t.triedUnscored}>{t.tried}</Header>}
      columnDefinitions={[
        { id: "candidate", header: t.candidate, isRowHeader: true, cell: (each) => each.Candidate },
        ...(metric ? [{ id: "score", header: metric, cell: (each: JobEvent) => (each.CandidateScore ? figure(each.CandidateScore.Value, language) : "-") }] : []),
        { id: "time", header: t.at, cell: (each) => <When at={each.Time as number | undefined} /> },
      ]}
    />
  );
}
