import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { call } from "../../api/door.ts";
import type { BuildType, DatasetSummary } from "../../api/shapes/sealcanvas.ts";
import { randomName } from "../../api/token.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked, useOperation } from "../../api/useOperation.ts";
import { everyPage } from "../../api/everyPage.ts";
import { watch } from "../../app/watched.ts";
import type { Workspace } from "../../app/workspace.ts";
import { Empty } from "../../components/Empty.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { count } from "../../components/numbers.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { StudioPage } from "../../components/StudioPage.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useSpeech, useStrings } from "../../i18n/language.ts";
import { distinctKind, profileOf } from "../datasets/profile.ts";
import { Quality } from "../datasets/Quality.tsx";
import { AS_PROPOSED, asMethod, type Method, methodReady } from "./method.ts";
import { MethodPart } from "./MethodPart.tsx";
import { RecipeEditor } from "./recipe/RecipeEditor.tsx";
import { ModelPreview } from "./ModelPreview.tsx";
import { added, asRecipe, NOTHING_WRITTEN, type Written } from "./recipe/recipe.ts";
import { SeriesPart } from "./SeriesPart.tsx";
import { fitted, linkedSeries, ONE_SERIES_STEP, type Series, seriesConfig, seriesReady } from "./series.ts";
import { type Chosen, TargetPart } from "./TargetPart.tsx";

/** From a dataset to a build that has begun. */
export function CreateModel() {
  const t = useStrings().models;
  return (
    <StudioPage title={t.create} crumbs={[[t.title, "/models"]]} description={t.createHint}>
      {(workspace) => <Choice workspace={workspace} />}
    </StudioPage>
  );
}

function Choice({ workspace: { domainId, profile } }: { workspace: Workspace }) {
  const { datasets: d, models: t } = useStrings();
  const asked = useAsked(`ready ${domainId}/${profile}`, 0, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListDatasets", { DomainId: domainId, UserProfileName: profile, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.Datasets ?? []).filter((each) => each.Status === "Ready");
  });
  if (asked.error && !asked.data) return <Refusal error={asked.error} retry={asked.reload} />;
  if (!asked.data) return <Waiting />;
  if (!asked.data.length) return <Empty title={d.empty} hint={t.needsDataset} action={<GoButton variant="primary" to="/datasets/import">{d.import}</GoButton>} />;
  return <Wishes datasets={asked.data} workspace={{ domainId, profile }} />;
}

function Wishes({ datasets, workspace }: { datasets: readonly DatasetSummary[]; workspace: { domainId: string; profile: string } }) {
  const { strings, language } = useSpeech();
  const { models: t, studio: s, common } = strings;
  const [search] = useSearchParams();
  const [, to] = useLocation();
  const [token, setToken] = useState(randomName);
  const [datasetId, setDataset] = useState(search.get("dataset") ?? "");
  const [name, setName] = useState(search.get("model") ?? "");
  const [chosen, choose] = useState<Chosen>({ target: "", problem: undefined });
  const [build, setBuild] = useState<BuildType>("quick");
  const [series, setSeries] = useState<Series>(() => linkedSeries(search));
  const [method, setMethod] = useState<Method>(AS_PROPOSED);
  const [written, write] = useState<Written>(NOTHING_WRITTEN);
  const dataset = datasets.find((each) => each.DatasetId === datasetId);
  const preview = useOperation("sealcanvas", "PreviewDataset", dataset ? { DatasetId: datasetId, DatasetVersion: dataset.DatasetVersion } : null);
  const described = useOperation("sealcanvas", "DescribeDataset", dataset ? { DatasetId: datasetId, DatasetVersion: dataset.DatasetVersion } : null);
  const columns = (described.data?.Columns ?? []).map(({ Name, Kind }) => ({ Name, Kind }));
  const profiles = preview.data ? profileOf(preview.data) : [];
  const identifiers = profiles.filter((each) => each.name !== chosen.target && !written.left.includes(each.name) && distinctKind(each, dataset?.RowCount ?? 0) === "identifier").map(({ name }) => name);
  const isSeries = chosen.problem === "TimeSeriesForecasting";
  const start = useAction(async () => {
    const input = {
      ModelName: name.trim(),
      DatasetId: datasetId,
      DatasetVersion: dataset?.DatasetVersion,
      TargetColumn: chosen.target,
      ProblemType: chosen.problem,
      BuildType: build,
      Recipe: asRecipe(isSeries && series.one ? added(written, ONE_SERIES_STEP) : written),
      ...(isSeries && { TimeSeriesConfig: seriesConfig(series) }),
      ...(chosen.problem && asMethod(method, chosen.problem)),
    };
    const made = await call("sealcanvas", "CreateModelVersion", { ...input, ClientToken: token });
    setToken(randomName());
    watch({ kind: "model", id: made.ModelVersionId ?? "", name: name.trim() });
    to(`/models/${made.ModelVersionId}`);
  });
  const pick = (next: Chosen) => {
    choose(next);
    if (next.problem === "TimeSeriesForecasting") setSeries((before) => fitted(before, profiles, next.target));
  };
  const lacking = !name.trim() ? t.nameMissing : !dataset ? t.chooseDataset : !chosen.target ? t.chooseTarget : !chosen.problem ? t.oneValue : isSeries && !seriesReady(series) ? t.seriesMissing : !isSeries && !methodReady(method) ? t.methodWrong : undefined;
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <GoButton to="/models" variant="link">{common.cancel}</GoButton>
            <Button variant="primary" disabled={lacking !== undefined} disabledReason={lacking} loading={start.busy} onClick={() => void start.run()}>{t.start[build]}</Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">{t.select}</Header>}>
            <SpaceBetween size="m">
              <FormField label={t.name} description={t.nameHint}>
                <Input value={name} onChange={({ detail }) => setName(detail.value.slice(0, 255))} />
              </FormField>
              <FormField label={s.dataset}>
                <Select
                  selectedOption={dataset ? { value: datasetId, label: dataset.DatasetName } : null}
                  options={datasets.map((each) => ({ value: each.DatasetId, label: each.DatasetName, description: `V${each.DatasetVersion}, ${count(each.RowCount, language)} × ${count(each.ColumnCount, language)}` }))}
                  placeholder={t.chooseDataset}
                  filteringType={datasets.length > 10 ? "auto" : "none"}
                  onChange={({ detail }) => {
                    setDataset(detail.selectedOption.value ?? "");
                    choose({ target: "", problem: undefined });
                    write(NOTHING_WRITTEN);
                  }}
                />
              </FormField>
            </SpaceBetween>
          </Container>
          <Refusal error={preview.error} retry={preview.reload} />
          {preview.loading && !preview.data && dataset && <Waiting />}
          {profiles.length > 0 && <TargetPart rows={dataset?.RowCount ?? 0} profiles={profiles} sample={preview.data?.Rows ?? []} chosen={chosen} choose={pick} fill={(hint) => setSeries({ ...series, item: hint.item, one: !hint.item, time: hint.time })} />}
          {chosen.target && !isSeries && identifiers.length > 0 && (
            <Alert type="info" action={<Button onClick={() => write({ ...written, left: [...written.left, ...identifiers] })}>{t.leaveOut}</Button>}>{t.identifiers(identifiers.join(", "))}</Alert>
          )}
          {profiles.length > 0 && isSeries && <SeriesPart profiles={profiles} target={chosen.target} series={series} change={setSeries} />}
          {columns.length > 0 && chosen.target && <RecipeEditor dataset={{ id: datasetId, version: dataset?.DatasetVersion, workspace }} target={chosen.target} columns={columns} written={written} write={write} />}
          {profiles.length > 0 && chosen.target && chosen.problem && !isSeries && (
            <Container><ModelPreview key={`${datasetId} ${chosen.target} ${chosen.problem} ${JSON.stringify(written)} ${method.objective}`} input={{ DatasetId: datasetId, DatasetVersion: dataset?.DatasetVersion, TargetColumn: chosen.target, ProblemType: chosen.problem, ObjectiveMetricName: asMethod(method, chosen.problem).ObjectiveMetricName, Recipe: asRecipe(written) }} /></Container>
          )}
          {profiles.length > 0 && chosen.target && (
            <Container><Quality key={`${chosen.target} ${chosen.problem} ${JSON.stringify(written)}`} datasetId={datasetId} version={dataset?.DatasetVersion} target={chosen.target} problem={chosen.problem} recipe={asRecipe(written)} /></Container>
          )}
          {chosen.target && (
            <Container header={<Header variant="h2">{t.build}</Header>}>
              <SpaceBetween size="m">
              <Tiles
                ariaLabel={t.buildType}
                value={build}
                onChange={({ detail }) => setBuild(detail.value as BuildType)}
                items={[
                  { value: "quick", label: t.builds.quick, description: isSeries ? t.quickSeries : t.quickHint },
                  { value: "standard", label: t.builds.standard, description: isSeries ? t.standardSeries : t.standardHint },
                ]}
              />
              {chosen.problem && <MethodPart problem={chosen.problem} method={method} change={setMethod} />}
              </SpaceBetween>
            </Container>
          )}
          <Refusal error={start.error} retry={() => void start.run()} />
        </SpaceBetween>
      </Form>
    </form>
  );
}
