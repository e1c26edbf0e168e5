import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { DescribeModelVersionResponse, ListForecastItemsResponse } from "../../../api/shapes/sealcanvas.ts";
import { Lines } from "../../../components/Chart.tsx";
import { count } from "../../../components/numbers.ts";
import { Waiting } from "../../../components/Waiting.tsx";
import { useSpeech } from "../../../i18n/language.ts";
import { type Chart, linesOf } from "./chart.ts";
import { Comparison } from "./Comparison.tsx";
import { ItemPicker } from "./ItemPicker.tsx";
import { Periods } from "./Periods.tsx";

interface Props {
  predictionId: string;
  head: ListForecastItemsResponse;
  version: DescribeModelVersionResponse;
  chart: Chart | undefined;
  /** The same item as a what-if has it. */
  changed: Chart | undefined;
  warnings: readonly string[];
  keys: readonly string[] | undefined;
  choose: (keys: readonly string[] | undefined) => void;
}

/** History, then what may come; of one item with its quantiles, of all together with their mean. */
export function ForecastChart({ predictionId, head, version, chart, changed, warnings, keys, choose }: Props) {
  const { strings, language } = useSpeech();
  const t = strings.forecast;
  const quantiles = head.Quantiles ?? [];
  const horizon = version.TimeSeriesConfig?.ForecastHorizon ?? 0;
  return (
    <Container header={<Header variant="h2" description={t.chartHint(horizon)}>{t.title}</Header>}>
      <SpaceBetween size="m">
        {head.ItemCount !== 1 && <ItemPicker predictionId={predictionId} columns={head.KeyColumns ?? []} keys={keys} choose={choose} count={head.ItemCount ?? 0} />}
        {warnings.map((each) => <Alert key={each} type="warning">{each}</Alert>)}
        {!chart ? <Waiting /> : (
          <SpaceBetween size="m">
            <Lines
              title={t.title}
              height={340}
              yTitle={version.TargetColumn ?? ""}
              xTitle={version.TimeSeriesConfig?.TimestampColumn ?? ""}
              lines={linesOf(chart, quantiles, { history: t.history, mean: t.mean, sumOf: t.sumOf, whatIf: t.whatIfLine }, changed)}
            />
            {!chart.keys && (
              <Box color="text-body-secondary">
                {t.together}
                {chart.leftOut ? ` ${t.leftOut(count(chart.leftOut, language))}` : ""}
              </Box>
            )}
            {changed && <Comparison chart={chart} changed={changed} quantiles={quantiles} />}
            <ExpandableSection headerText={t.asTable}><Periods chart={chart} changed={changed} quantiles={quantiles} /></ExpandableSection>
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}
