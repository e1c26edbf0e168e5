import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { Code } from "../../../components/Code.tsx";
import { Listing } from "../../../components/Listing.tsx";
import { figure, percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { duration } from "../../jobs/duration.ts";
import { asMetric } from "./metric.ts";
import type { Candidate, Report } from "./report.ts";

const MOST_METRICS = 4;

/** The models that were tried, the ensemble first, with their weights in it. */
export function Leaderboard({ report }: { report: Report }) {
  const { strings, language } = useSpeech();
  const t = strings.analysis;
  const names = report.metrics.map((each) => each.name).filter((name) => report.leaderboard.some((each) => each.metrics[name] !== undefined)).slice(0, MOST_METRICS);
  return (
    <Listing<Candidate>
      title={t.leaderboard}
      description={t.leaderboardHint}
      items={report.leaderboard}
      id={(each) => each.name}
      empty={strings.studio.nothing}
      columns={[
        { id: "name", header: t.candidate, cell: (each) => each.name, value: (each) => each.name },
        { id: "algorithm", header: t.algorithm, cell: (each) => each.algorithm, value: (each) => each.algorithm },
        ...names.map((name) => ({ id: name, header: name, cell: (each: Candidate) => asMetric(name, each.metrics[name], language), value: (each: Candidate) => each.metrics[name] ?? undefined })),
        { id: "weight", header: t.weight, cell: (each) => (each.weight === null ? "-" : percent(each.weight, language)), value: (each) => each.weight ?? undefined },
        { id: "seconds", header: t.trained, cell: (each) => (each.seconds === null ? "-" : each.seconds < 10 ? `${figure(each.seconds, language)} s` : duration(each.seconds, language)), value: (each) => each.seconds ?? undefined },
        {
          id: "settings",
          header: t.settings,
          cell: (each) => (each.settings && Object.keys(each.settings).length ? <ExpandableSection variant="inline" headerText={t.settings} headerAriaLabel={`${t.settings} ${each.name}`}><Code text={JSON.stringify(each.settings, null, 2)} label={each.name} /></ExpandableSection> : "-"),
        },
      ]}
    />
  );
}
