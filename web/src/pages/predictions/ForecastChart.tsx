import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useState } from "react";
import type { TimeSeriesConfig } from "../../api/shapes/sealcanvas.ts";
import { Lines } from "../../components/Chart.tsx";
import { useStrings } from "../../i18n/language.ts";
import { seriesOf, total } from "./forecastSeries.ts";

interface Props {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  config: TimeSeriesConfig;
  target: string;
}

const ALL = "";

/** How one series goes on, with its quantiles; or the median of all together. */
export function ForecastChart({ columns, rows, config, target }: Props) {
  const t = useStrings().predictions;
  const series = useMemo(() => seriesOf(columns, rows), [columns, rows]);
  const [chosen, choose] = useState(series[0]?.keys ?? ALL);
  const one = series.find((each) => each.keys === chosen);
  const middle = series[0]?.lines.find(({ name }) => name === "p50")?.name ?? series[0]?.lines.at(-1)?.name ?? "";
  const options = [...(series.length > 1 ? [{ value: ALL, label: t.allItems }] : []), ...series.map(({ keys }) => ({ value: keys, label: keys }))];
  const lines = one
    ? one.lines.map(({ name, values }) => ({ title: name, points: one.times.map((x, at) => ({ x, y: values[at] })) }))
    : [{ title: `${middle}, ${t.allItems}`, points: total(series, middle) }];
  return (
    <Container header={<Header variant="h2" description={t.chartHint(config.ForecastHorizon)}>{t.forecast}</Header>}>
      <SpaceBetween size="m">
        <FormField label={[config.ItemIdColumn, ...(config.GroupColumns ?? [])].join(" / ")}>
          <Select selectedOption={options.find((each) => each.value === chosen) ?? null} options={options} filteringType={options.length > 10 ? "auto" : "none"} onChange={({ detail }) => choose(detail.selectedOption.value ?? ALL)} />
        </FormField>
        <Lines title={t.forecast} height={340} yTitle={target} xTitle={config.TimestampColumn} lines={lines} />
      </SpaceBetween>
    </Container>
  );
}
