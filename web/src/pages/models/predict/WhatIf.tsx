import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Bars } from "../../../components/Chart.tsx";
import { figure, percent } from "../../../components/numbers.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { Waiting } from "../../../components/Waiting.tsx";
import { useSpeech } from "../../../i18n/language.ts";
import type { Answer } from "./endpoint.ts";

const MOST_SHOWN = 60;

interface Asking {
  version: DescribeModelVersionResponse;
  predict: (row: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Whether what answers is only being started. */
  starting: boolean;
}

/** A row to change value by value, what is predicted for it, and why; beside what was predicted before. */
export function WhatIf({ version, predict, starting }: Asking) {
  const { strings } = useSpeech();
  const { models: t, studio: s } = strings;
  const preview = useOperation("sealcanvas", "PreviewDataset", { DatasetId: version.DatasetId ?? "", DatasetVersion: version.DatasetVersion });
  if (preview.error && !preview.data) return <Refusal error={preview.error} retry={preview.reload} />;
  if (!preview.data) return <Waiting />;
  const names = (preview.data.Columns ?? []).map((each) => each.Name ?? "");
  const rows = (preview.data.Rows ?? []).map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ""]).filter(([name]) => name !== version.TargetColumn)));
  if (!rows[0]) return <Alert>{s.nothing}</Alert>;
  return <Form version={version} predict={predict} starting={starting} rows={rows} title={t.whatIf} impact={(version.ColumnImpact ?? []).map((each) => each.Column ?? "")} />;
}

interface Props extends Asking {
  /** Rows to begin with. */
  rows: readonly Record<string, string>[];
  title: string;
  /** Columns by how much they matter. */
  impact: readonly string[];
}

function Form({ version, predict, starting, rows, title, impact }: Props) {
  const { strings, language } = useSpeech();
  const { models: t, common } = strings;
  const [start, setStart] = useState(0);
  const [row, setRow] = useState<Record<string, string>>(rows[0] ?? {});
  const [answers, setAnswers] = useState<readonly Answer[]>([]);
  const update = useAction(async () => {
    const answer = await predict(row);
    setAnswers((before) => [answer, ...before].slice(0, 2));
  });
  const ordered = Object.keys(row).sort((a, b) => rank(impact, a) - rank(impact, b));
  const [now, before] = answers;
  return (
    <ColumnLayout columns={2}>
      <Container
        header={<Header variant="h2" description={t.whatIfHint} actions={<Button variant="primary" loading={update.busy} onClick={() => void update.run()}>{now ? t.update : t.predictRow}</Button>}>{title}</Header>}
        footer={<Button onClick={() => setRow(rows[start] ?? {})}>{t.undoChanges}</Button>}
      >
        <SpaceBetween size="m">
          <FormField label={t.beginWith}>
            <Select
              selectedOption={{ value: String(start), label: t.rowNumber(start + 1) }}
              options={rows.map((_, at) => ({ value: String(at), label: t.rowNumber(at + 1) }))}
              onChange={({ detail }) => {
                const at = Number(detail.selectedOption.value);
                setStart(at);
                setRow(rows[at] ?? {});
              }}
            />
          </FormField>
          {ordered.slice(0, MOST_SHOWN).map((name) => (
            <FormField key={name} label={name} description={row[name] === rows[start]?.[name] ? undefined : t.was(rows[start]?.[name] || common.none)}>
              <Input value={row[name] ?? ""} onChange={({ detail }) => setRow({ ...row, [name]: detail.value })} onKeyDown={({ detail }) => detail.key === "Enter" && void update.run()} />
            </FormField>
          ))}
        </SpaceBetween>
      </Container>
      <SpaceBetween size="l">
        <Refusal error={update.error} retry={() => void update.run()} />
        {now ? (
          <Container header={<Header variant="h2">{t.predictionOf(version.TargetColumn ?? "")}</Header>}>
            <SpaceBetween size="m">
              <Box fontSize="display-l" fontWeight="bold">{told(now, language)}</Box>
              {now.probability !== undefined && <Box>{t.probability(percent(now.probability, language))}</Box>}
              {before && <Box color="text-body-secondary">{t.before(`${told(before, language)}${before.probability === undefined ? "" : ` (${percent(before.probability, language)})`}`)}</Box>}
              {now.reasons.length > 0 && <Bars title={t.why} horizontal height={Math.max(140, 36 * now.reasons.length)} bars={now.reasons.map(({ column, contribution }) => ({ name: column, value: contribution }))} yTitle={t.contribution} />}
            </SpaceBetween>
          </Container>
        ) : (
          <Box color="text-body-secondary">{starting ? <StatusIndicator type="in-progress">{t.startingEndpoint}</StatusIndicator> : t.notYet}</Box>
        )}
      </SpaceBetween>
    </ColumnLayout>
  );
}

function rank(impact: readonly string[], name: string): number {
  const place = impact.indexOf(name);
  return place < 0 ? impact.length : place;
}

function told(answer: Answer, language: string): string {
  const number = Number(answer.predicted);
  return answer.predicted !== "" && Number.isFinite(number) && answer.probability === undefined ? figure(number, language) : answer.predicted;
}
