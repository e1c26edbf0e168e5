import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useState } from "react";
import { useSearchParams } from "wouter";
import type { ProblemType } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";
import { OneColumn } from "../datasets/ColumnProfiles.tsx";
import type { ColumnProfile } from "../datasets/profile.ts";
import { possible, proposed } from "./propose.ts";
import { type SeriesHint, seriesHint } from "./seriesHint.ts";

export interface Chosen {
  target: string;
  problem: ProblemType | undefined;
}

interface Props {
  rows: number;
  profiles: readonly ColumnProfile[];
  /** The first rows, in the columns' order. */
  sample: readonly (readonly string[])[];
  chosen: Chosen;
  choose: (chosen: Chosen) => void;
  /** Fill in the columns of a time series. */
  fill: (hint: SeriesHint) => void;
}

/** What is to be predicted: the column with its distribution, and the type that fits it. */
export function TargetPart({ rows, profiles, sample, chosen, choose, fill }: Props) {
  const { models: t, studio: s } = useStrings();
  const place = profiles.findIndex((each) => each.name === chosen.target);
  const profile = profiles[place];
  const proposal = profile && proposalOf(place);
  const types = profile ? possible(profile, profiles.filter((each) => each !== profile)) : [];
  const hint = chosen.problem === "Regression" ? seriesHint(profiles, rows, sample, chosen.target) : undefined;
  function proposalOf(at: number): ProblemType | undefined {
    const column = profiles[at];
    return column && proposed(column, rows, sample.map((row) => row[at] ?? ""));
  }
  const [search] = useSearchParams();
  const [offered, setOffered] = useState(search.get("target"));
  useEffect(() => {
    if (offered === null) return;
    setOffered(null);
    const at = profiles.findIndex((each) => each.name === offered);
    const column = profiles[at];
    if (!column || chosen.target) return;
    const problem = possible(column, profiles.filter((each) => each !== column)).find((each) => each === search.get("problem"));
    choose({ target: offered, problem: problem ?? proposalOf(at) });
  });
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description={t.targetHint}>{t.whatToPredict}</Header>}>
        <SpaceBetween size="m">
          <FormField label={t.target}>
            <Select
              selectedOption={chosen.target ? { value: chosen.target, label: chosen.target } : null}
              options={profiles.map((each) => ({ value: each.name, label: each.name, description: s.columnTypes[each.type] }))}
              filteringType="auto"
              placeholder={t.chooseTarget}
              onChange={({ detail }) => {
                const target = detail.selectedOption.value ?? "";
                choose({ target, problem: proposalOf(profiles.findIndex((each) => each.name === target)) });
              }}
            />
          </FormField>
          {profile && profile.unique < 2 && <Alert type="error">{t.oneValue}</Alert>}
          {profile && profile.unique >= 2 && (
            <FormField label={t.problem} description={proposal && t.proposed(s.problems[proposal])}>
              <Select
                selectedOption={chosen.problem ? { value: chosen.problem, label: s.problems[chosen.problem] } : null}
                options={types.map((value) => ({ value, label: s.problems[value], description: t.problemHints[value] }))}
                onChange={({ detail }) => choose({ ...chosen, problem: detail.selectedOption.value as ProblemType })}
              />
            </FormField>
          )}
          {hint && (
            <Alert
              type="info"
              action={
                <Button
                  onClick={() => {
                    fill(hint);
                    choose({ ...chosen, problem: "TimeSeriesForecasting" });
                  }}
                >
                  {t.switchToSeries}
                </Button>
              }
            >
              {t.looksLikeSeries(hint.time, t.steps[hint.step], hint.item)}
            </Alert>
          )}
        </SpaceBetween>
      </Container>
      {profile && <OneColumn rows={rows} profile={profile} heading={t.distributionOf(profile.name)} />}
    </SpaceBetween>
  );
}
