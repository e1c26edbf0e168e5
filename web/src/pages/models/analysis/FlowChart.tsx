import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import { count, percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { type Band, flowOf, reduced } from "./flow.ts";

interface Props {
  labels: readonly string[];
  /** Rows by actual (lines) and predicted (columns) category. */
  counts: readonly (readonly number[])[];
}

const MOST = 12;
const WIDTH = 900;
const LABEL = 210;
const BAR = 14;
const TOP = 26;
const LONGEST = 22;
// Seen on light and on dark alike.
const RIGHT = "#1d8102";
const WRONG = "#d13212";

/** From what was predicted to what it was, each band as wide as it has rows. The confusion matrix tells the same as a table. */
export function FlowChart({ labels, counts }: Props) {
  const { strings, language } = useSpeech();
  const t = strings.analysis;
  const few = reduced(counts, MOST);
  const flow = flowOf(few.counts);
  const total = flow.bands.reduce((sum, band) => sum + band.rows, 0);
  const nameOf = (place: number) => (few.merged && place === few.kept.length ? t.merged(few.merged) : (labels[few.kept[place] ?? 0] ?? ""));
  const several = (place: number) => Boolean(few.merged) && place === few.kept.length;
  const told = (band: Band) => t.flowOf(nameOf(band.predicted), nameOf(band.actual), count(band.rows, language), percent(total ? band.rows / total : 0, language));
  const [left, right] = [LABEL, WIDTH - LABEL];
  return (
    <div>
      <Header variant="h3" description={t.flowHint}>{t.flow}</Header>
      <svg viewBox={`0 0 ${WIDTH} ${flow.height + TOP + 4}`} width="100%" role="img" aria-label={`${t.flow}. ${t.flowHint}`}>
        <g fill="currentColor" fontSize="14" fontWeight="700">
          <text x={left} y="14" textAnchor="end">{t.predicted}</text>
          <text x={right} y="14">{t.actual}</text>
        </g>
        <g transform={`translate(0 ${TOP})`}>
          {flow.bands.map((band) => (
            <path
              key={`${band.predicted} ${band.actual}`}
              d={curve(left + BAR, right - BAR, band)}
              fill="none"
              stroke={several(band.predicted) && several(band.actual) ? "currentColor" : band.predicted === band.actual ? RIGHT : WRONG}
              strokeOpacity="0.5"
              strokeWidth={Math.max(1, band.width)}
            >
              <title>{told(band)}</title>
            </path>
          ))}
          {flow.predicted.map((node) => (
            <g key={`p${node.place}`} fill="currentColor" fontSize="14">
              <rect x={left} y={node.top} width={BAR} height={Math.max(1, node.height)} />
              <text x={left - 8} y={node.top + node.height / 2 + 5} textAnchor="end">{`${short(nameOf(node.place))} (${count(node.rows, language)})`}</text>
            </g>
          ))}
          {flow.actual.map((node) => (
            <g key={`a${node.place}`} fill="currentColor" fontSize="14">
              <rect x={right - BAR} y={node.top} width={BAR} height={Math.max(1, node.height)} />
              <text x={right + 8} y={node.top + node.height / 2 + 5}>{`${short(nameOf(node.place))} (${count(node.rows, language)})`}</text>
            </g>
          ))}
        </g>
      </svg>
      <Box color="text-body-secondary">{t.flowTable}</Box>
    </div>
  );
}

function curve(left: number, right: number, { from, to }: Band): string {
  const middle = (left + right) / 2;
  return `M ${left} ${from} C ${middle} ${from} ${middle} ${to} ${right} ${to}`;
}

function short(label: string): string {
  const letters = [...label];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : label;
}
