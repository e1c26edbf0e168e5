import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { Lines } from "../../../components/Chart.tsx";
import { count, percent } from "../../../components/numbers.ts";
import { wallClock } from "../../../components/wallClock.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { asMetric } from "./metric.ts";
import type { ForecastReport } from "./report.ts";

/** How forecasts would have done on the last periods that are known. */
export function Backtest({ found }: { found: ForecastReport }) {
  const { strings, language } = useSpeech();
  const t = strings.analysis;
  const { nominal, measured } = found.coverage;
  const names = Object.keys(found.windows[0]?.metrics ?? {}).slice(0, 4);
  return (
    <SpaceBetween size="l">
      <BacktestChart found={found} />
      <div>
        <Header variant="h3" description={t.coverageHint(percent(nominal ?? undefined, language), percent(measured ?? undefined, language))}>{t.byStep}</Header>
        <Lines
          title={t.byStep}
          xTitle={t.step}
          yTitle="WAPE"
          lines={[
            { title: t.model, points: found.steps.map(({ step, WAPE }) => ({ x: step, y: WAPE })) },
            { title: t.baseline, points: found.steps.map(({ step, baseline_WAPE }) => ({ x: step, y: baseline_WAPE })) },
          ]}
        />
      </div>
      <Table
        items={found.windows}
        trackBy={(each) => String(each.window)}
        variant="embedded"
        ariaLabels={{ tableLabel: t.windows }}
        header={<Header variant="h3" description={t.windowsHint}>{t.windows}</Header>}
        columnDefinitions={[
          { id: "window", header: "#", isRowHeader: true, cell: (each) => each.window },
          { id: "start", header: t.from, cell: (each) => each.start.replace("T00:00:00", "") },
          { id: "end", header: t.to, cell: (each) => each.end.replace("T00:00:00", "") },
          { id: "series", header: t.series, cell: (each) => count(each.series, language) },
          ...names.map((name) => ({ id: name, header: name, cell: (each: (typeof found.windows)[number]) => `${asMetric(name, each.metrics[name], language)} (${asMetric(name, each.baseline[name], language)})` })),
          { id: "coverage", header: t.coverage, cell: (each) => percent(each.coverage ?? undefined, language) },
        ]}
      />
      <Items title={t.worst} rows={found.items.worst} />
      <Items title={t.best} rows={found.items.best} />
      {found.items.left_out > 0 && <Box color="text-body-secondary">{strings.studio.more(found.items.left_out)}</Box>}
    </SpaceBetween>
  );
}

function BacktestChart({ found }: { found: ForecastReport }) {
  const t = useSpeech().strings.analysis;
  const [place, setPlace] = useState(0);
  const chart = found.charts[place];
  if (!chart) return null;
  const options = found.charts.map(({ keys }, at) => ({ value: String(at), label: Object.values(keys).join(" / ") }));
  const line = (title: string, values: readonly (number | null)[]) => ({ title, points: chart.time.map((time, at) => ({ x: wallClock(time), y: values[at] })) });
  return (
    <SpaceBetween size="m">
      <Header variant="h3" description={t.chartHint}>{t.backtestChart}</Header>
      <FormField label={t.series}>
        <Select selectedOption={options[place] ?? null} options={options} onChange={({ detail }) => setPlace(Number(detail.selectedOption.value))} />
      </FormField>
      <Lines title={t.backtestChart} height={320} lines={[line(t.actual, chart.actual), line(t.naive, chart.baseline), ...Object.entries(chart.quantiles).map(([name, values]) => line(name, values))]} />
    </SpaceBetween>
  );
}

function Items({ title, rows }: { title: string; rows: readonly Record<string, unknown>[] }) {
  const { language } = useSpeech();
  const flat = rows.map((row) => Object.fromEntries(Object.entries(row).flatMap(([name, value]) => (value && typeof value === "object" ? Object.entries(value) : [[name, value] as [string, unknown]]))));
  const names = Object.keys(flat[0] ?? {}).slice(0, 8);
  if (!names.length) return null;
  return (
    <Table
      items={flat.slice(0, 10).map((row, at) => ({ row, at }))}
      trackBy={(each) => String(each.at)}
      variant="embedded"
      ariaLabels={{ tableLabel: title }}
      header={<Header variant="h3">{title}</Header>}
      columnDefinitions={names.map((name, place) => ({
        id: name,
        header: name,
        isRowHeader: place === 0,
        cell: ({ row }: { row: Record<string, unknown>; at: number }) => (typeof row[name] === "number" ? asMetric(name, row[name], language) : String(row[name] ?? "-")),
      }))}
    />
  );
}
