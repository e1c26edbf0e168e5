import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { everyPage } from "../../api/everyPage.ts";
import type { AutomationRun } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Failure } from "../../components/Failure.tsx";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { figure } from "../../components/numbers.ts";
import { Status } from "../../components/Status.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";

/** What an automation did, the newest first; why it stopped, with the columns that moved. */
export function Runs({ automationId }: { automationId: string }) {
  const { strings, language } = useSpeech();
  const { automations: t, studio: s, predictions: p } = strings;
  const asked = useAsked(`runs ${automationId}`, 5, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListAutomationRuns", { AutomationId: automationId, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.AutomationRuns ?? []);
  });
  const [newest] = asked.data ?? [];
  return (
    <SpaceBetween size="l">
      {newest && <Failure cause={newest.FailureCause} reason={newest.FailureReason} />}
      <Listing<AutomationRun>
        title={t.runs}
        asked={asked}
        items={asked.data ?? []}
        id={(each) => each.AutomationRunId ?? ""}
        empty={t.noRuns}
        columns={[
          { id: "start", header: t.started, cell: (each) => <When at={each.StartTime as number | undefined} />, value: (each) => each.StartTime as number | undefined },
          { id: "status", header: s.statusTitle, cell: (each) => <Status status={each.Status} />, value: (each) => each.Status },
          { id: "version", header: s.version, cell: (each) => (each.DatasetVersion ? `V${each.DatasetVersion}` : "-"), value: (each) => each.DatasetVersion },
          { id: "minutes", header: t.minutes, cell: (each) => figure(each.Minutes, language), value: (each) => each.Minutes },
          { id: "prediction", header: p.prediction, cell: (each) => (each.PredictionId ? <Go to={`/predictions/${each.PredictionId}`}>{each.PredictionId}</Go> : "-") },
          { id: "note", header: t.note, cell: (each) => [each.Note, each.FailureReason].filter(Boolean).join(" ") || "-", value: (each) => `${each.Note ?? ""} ${each.FailureReason ?? ""}` },
          { id: "drift", header: t.drift, cell: (each) => <Drift run={each} /> },
        ]}
      />
    </SpaceBetween>
  );
}

function Drift({ run }: { run: AutomationRun }) {
  const { strings, language } = useSpeech();
  const moved = run.ColumnDrift ?? [];
  if (!moved.length) return "-";
  const lines = moved.map((each) => `${each.Column}: ${each.Message ?? figure(each.StabilityIndex, language)}`);
  return (
    <ExpandableSection variant="inline" headerText={strings.automations.columnsCompared(moved.length)}>
      <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>
    </ExpandableSection>
  );
}
