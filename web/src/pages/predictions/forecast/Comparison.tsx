import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { figure, percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { type Chart, middleOf, sum, valuesOf } from "./chart.ts";

/** What a what-if changes over the whole horizon, by the line that stands for each. */
export function Comparison({ chart, changed, quantiles }: { chart: Chart; changed: Chart; quantiles: readonly string[] }) {
  const { strings, language } = useSpeech();
  const t = strings.forecast;
  const middle = middleOf(chart, quantiles);
  const [before, after] = [chart, changed].map((each) => sum(valuesOf(each, middle)));
  const difference = before === undefined || after === undefined ? undefined : after - before;
  const share = difference === undefined || !before ? undefined : difference / Math.abs(before);
  const name = middle === "mean" ? t.mean : middle;
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: t.overHorizon(name), value: figure(before, language) },
        { label: t.whatIfLine(t.overHorizon(name)), value: figure(after, language) },
        { label: t.difference, value: `${figure(difference, language)}${share === undefined ? "" : ` (${percent(share, language)})`}` },
      ]}
    />
  );
}
