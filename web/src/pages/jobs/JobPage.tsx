import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import type { JobEvent } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Failure } from "../../components/Failure.tsx";
import { Listing } from "../../components/Listing.tsx";
import { figure, percent } from "../../components/numbers.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Status } from "../../components/Status.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { useJobEvents } from "../models/jobEvents.ts";
import { duration } from "./duration.ts";
import { workOf } from "./work.ts";

const OVER = new Set(["Succeeded", "Failed", "Stopped"]);

/** One job: where it stands, and everything that happened to it. */
export function JobPage({ params: { arn = "" } }: { params: Record<string, string> }) {
  const { strings, language } = useSpeech();
  const { jobs: t, studio: s } = strings;
  const [every, setEvery] = useState(2);
  const [stopping, setStopping] = useState(false);
  const { data, error, reload } = useOperation("sealcanvas", "DescribeJob", { JobArn: arn }, every);
  const over = OVER.has(data?.State ?? "");
  if ((over ? 0 : 2) !== every) setEvery(over ? 0 : 2);
  const { events, error: eventsError } = useJobEvents(data ? arn : undefined, Boolean(data) && !over);
  const stop = useAction(async () => {
    await call("sealcanvas", "StopJob", { JobArn: arn });
    reload();
  });
  const title = data ? workOf(data.Kind ?? "", t.works) : t.job;
  return (
    <Page title={title} crumbs={[[t.title, "/jobs"]]} actions={<Button disabled={!data || over} onClick={() => setStopping(true)}>{s.stop}</Button>}>
      {!data ? error ? <Refusal error={error} retry={reload} /> : <Waiting /> : (
        <SpaceBetween size="l">
          <Failure cause={undefined} reason={data.FailureReason && `${data.FailureCode}: ${data.FailureReason}`} />
          {!over && <ProgressBar label={data.Phase ? workOf(data.Phase, t.phases) : s.status[data.State ?? "Queued"]} value={Math.round(100 * (data.Fraction ?? 0))} description={data.Message} additionalInfo={data.EtaSeconds === undefined ? undefined : strings.models.eta(duration(data.EtaSeconds, language))} />}
          <Container>
            <KeyValuePairs
              columns={4}
              items={[
                { label: s.statusTitle, value: <Status status={data.State} /> },
                { label: t.priority, value: data.Priority && t.priorities[data.Priority] },
                { label: t.submitted, value: <When at={data.CreationTime as number | undefined} /> },
                { label: t.started, value: <When at={data.StartTime as number | undefined} /> },
                { label: t.ended, value: <When at={data.EndTime as number | undefined} /> },
                { label: t.attempt, value: figure(data.Attempt, language) },
                { label: t.resource, value: <Copyable text={data.JobArn} /> },
                { label: t.role, value: <Copyable text={data.RoleArn} /> },
              ]}
            />
          </Container>
          <Refusal error={eventsError} />
          <Listing<JobEvent>
            title={t.events}
            items={[...events].reverse()}
            id={(each) => String(each.EventNumber)}
            empty={s.nothing}
            pageSize={50}
            columns={[
              { id: "number", header: "#", cell: (each) => each.EventNumber, value: (each) => each.EventNumber },
              { id: "time", header: t.at, cell: (each) => <When at={each.Time as number | undefined} />, value: (each) => each.Time as number | undefined },
              { id: "state", header: s.statusTitle, cell: (each) => <Status status={each.State} />, value: (each) => each.State },
              { id: "phase", header: t.phase, cell: (each) => workOf(each.Phase ?? "-", t.phases), value: (each) => workOf(each.Phase ?? "-", t.phases) },
              { id: "message", header: t.message, cell: (each) => each.Message ?? each.Candidate ?? "-", value: (each) => each.Message ?? each.Candidate, width: 240 },
              { id: "fraction", header: t.progress, cell: (each) => percent(each.Fraction, language), value: (each) => each.Fraction },
              { id: "best", header: strings.models.bestSoFar, cell: (each) => (each.BestScore ? `${each.BestScore.MetricName}: ${figure(each.BestScore.Value, language)}` : "-") },
            ]}
          />
        </SpaceBetween>
      )}
      {stopping && <Confirm title={t.stopTitle} button={s.stop} action={stop} close={() => setStopping(false)}>{t.stopHint}</Confirm>}
    </Page>
  );
}
