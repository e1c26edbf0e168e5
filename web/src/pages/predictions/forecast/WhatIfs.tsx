import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { Suspense, useEffect, useState } from "react";
import { call } from "../../../api/door.ts";
import { late } from "../../../api/late.ts";
import type { WhatIf } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Failure } from "../../../components/Failure.tsx";
import { figure } from "../../../components/numbers.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { Status } from "../../../components/Status.tsx";
import { When } from "../../../components/When.tsx";
import { useSpeech } from "../../../i18n/language.ts";
import type { Chart } from "./chart.ts";
import { useWhen } from "./useWhen.ts";

const NewWhatIf = late(async () => (await import("./NewWhatIf.tsx")).NewWhatIf);

interface Props {
  predictionId: string;
  /** Columns of which other values ahead can change the forecast, and all that the model has beside. */
  known: readonly string[];
  related: readonly string[];
  /** The item that is looked at, with its chart; none for all. */
  keys: readonly string[] | undefined;
  chart: Chart | undefined;
  compared: string | undefined;
  compare: (whatIfId: string | undefined) => void;
}

/** What would become of a forecast if related columns went another way: made, compared in the chart, deleted. */
export function WhatIfs({ predictionId, known, related, keys, chart, compared, compare }: Props) {
  const { strings, language } = useSpeech();
  const { forecast: t, studio: s, common } = strings;
  const when = useWhen();
  const [adding, setAdding] = useState(false);
  const [awaited, setAwaited] = useState<string>(); // shown in the chart as soon as it is there
  const [every, setEvery] = useState(0);
  const asked = useOperation("sealcanvas", "ListWhatIfs", { PredictionId: predictionId }, every);
  const made = asked.data?.WhatIfs ?? [];
  const wanted = made.some((each) => each.Status === "InProgress") ? 2 : 0;
  if (wanted !== every) setEvery(wanted);
  const arrived = made.some((each) => each.WhatIfId === awaited && each.Status === "Ready");
  useEffect(() => {
    if (!arrived) return;
    compare(awaited);
    setAwaited(undefined);
  }, [arrived, awaited, compare]);
  const remove = useAction(async (whatIfId: string) => {
    if (compared === whatIfId) compare(undefined);
    await call("sealcanvas", "DeleteWhatIf", { PredictionId: predictionId, WhatIfId: whatIfId });
    asked.reload();
  });
  const told = (each: WhatIf) =>
    (each.Changes ?? [])
      .map(({ Column = "", Operation, Value, Keys, From, To }) =>
        [t.changed[Operation ?? "SET"](Column, figure(Value, language)), Keys?.join(" / "), From || To ? t.between(From ? when(stamp(From)) : "", To ? when(stamp(To)) : "") : undefined].filter(Boolean).join(", "),
      )
      .join("; ");
  if (!related.length) return <Container header={<Header variant="h2">{t.whatIf}</Header>}><Box color="text-body-secondary">{t.noRelated}</Box></Container>;
  if (!known.length) return <Container header={<Header variant="h2">{t.whatIf}</Header>}><Box color="text-body-secondary">{t.noneKnown(related.join(", "))}</Box></Container>;
  return (
    <SpaceBetween size="s">
      <Refusal error={asked.error} retry={asked.reload} />
      <Refusal error={remove.error} />
      {made.filter((each) => each.FailureReason).map((each) => <Failure key={each.WhatIfId} title={each.WhatIfName} cause={each.FailureCause} reason={each.FailureReason} />)}
      <Table
        items={made}
        trackBy={(each) => each.WhatIfId ?? ""}
        wrapLines
        contentDensity="compact"
        loading={asked.loading && !asked.data}
        loadingText={common.loading}
        ariaLabels={{ tableLabel: t.whatIf }}
        empty={<Box color="text-body-secondary" textAlign="center">{t.noWhatIf}</Box>}
        header={<Header variant="h2" counter={made.length ? `(${made.length})` : undefined} description={t.whatIfHint(known.join(", "))} actions={<Button onClick={() => setAdding(true)}>{t.newWhatIf}</Button>}>{t.whatIf}</Header>}
        columnDefinitions={[
          { id: "name", header: s.name, isRowHeader: true, cell: (each) => each.WhatIfName },
          { id: "changes", header: t.changes, cell: told },
          { id: "status", header: s.statusTitle, cell: (each) => <Status status={each.Status} /> },
          { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} /> },
          {
            id: "actions",
            header: t.actions,
            cell: (each) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="inline-link"
                  disabled={each.Status !== "Ready"}
                  ariaLabel={`${compared === each.WhatIfId ? t.stopComparing : t.compare} ${each.WhatIfName}`}
                  onClick={() => compare(compared === each.WhatIfId ? undefined : each.WhatIfId)}
                >
                  {compared === each.WhatIfId ? t.stopComparing : t.compare}
                </Button>
                <Button variant="inline-link" disabled={each.Status === "InProgress"} loading={remove.busy} ariaLabel={`${common.delete} ${each.WhatIfName}`} onClick={() => void remove.run(each.WhatIfId ?? "")}>{common.delete}</Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {adding && (
        <Suspense fallback={null}>
          <NewWhatIf
            predictionId={predictionId}
            known={known}
            taken={made.map((each) => each.WhatIfName ?? "")}
            keys={keys}
            chart={chart}
            close={() => setAdding(false)}
            created={(whatIfId) => {
              setAdding(false);
              asked.reload();
              setAwaited(whatIfId);
            }}
          />
        </Suspense>
      )}
    </SpaceBetween>
  );
}

/** A day without a time is its midnight. */
function stamp(time: string): string {
  return time.includes("T") ? time : `${time}T00:00:00`;
}
