import Table from "@cloudscape-design/components/table";
import { figure } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { type Chart, middleOf, valuesOf } from "./chart.ts";
import { useWhen } from "./useWhen.ts";

/** A forecast's chart as a table, for whoever reads numbers rather than lines. */
export function Periods({ chart, changed, quantiles }: { chart: Chart; changed: Chart | undefined; quantiles: readonly string[] }) {
  const { strings, language } = useSpeech();
  const t = strings.forecast;
  const when = useWhen();
  const middle = middleOf(chart, quantiles);
  const columns = chart.keys
    ? quantiles.map((name) => ({ name, values: valuesOf(chart, name) }))
    : [{ name: t.mean, values: valuesOf(chart, "mean") }, ...quantiles.flatMap((name) => (chart.together?.[name] ? [{ name: t.sumOf(name), values: chart.together[name] }] : []))];
  if (changed) columns.push({ name: t.whatIfLine(middle === "mean" ? t.mean : middle), values: valuesOf(changed, middle) });
  const rows = chart.ahead.times.map((time, at) => ({ time, figures: columns.map((each) => each.values[at] ?? undefined) }));
  return (
    <Table
      items={rows}
      trackBy="time"
      variant="embedded"
      contentDensity="compact"
      ariaLabels={{ tableLabel: t.asTable }}
      columnDefinitions={[
        { id: "time", header: t.period, isRowHeader: true, cell: (row) => when(row.time) },
        ...columns.map(({ name }, at) => ({ id: name, header: name, cell: (row: (typeof rows)[number]) => figure(row.figures[at], language) })),
      ]}
    />
  );
}
