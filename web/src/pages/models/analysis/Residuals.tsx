import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Bars } from "../../../components/Chart.tsx";
import { count, figure } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { barsOf } from "../../datasets/profile.ts";
import type { Regression } from "./report.ts";

/** How the errors of a numeric model lie. */
export function Residuals({ found }: { found: Regression }) {
  const { strings, language } = useSpeech();
  const { analysis: t, studio: s } = strings;
  const { residuals, error_density: density } = found;
  const bars = barsOf({ name: "", type: "Numeric", missing: 0, unique: 0, histogram: density }, language);
  return (
    <SpaceBetween size="m">
      <Header variant="h3" description={density.below + density.above > 0 ? t.outside(count(density.below + density.above, language)) : undefined}>{t.residuals}</Header>
      <Bars title={t.residuals} bars={bars} yTitle={s.rows} xTitle={t.residual} format={(value) => count(value, language)} />
      <KeyValuePairs
        columns={4}
        items={[
          { label: t.mean, value: figure(residuals.mean ?? undefined, language) },
          { label: t.deviation, value: figure(residuals.deviation ?? undefined, language) },
          { label: t.skew, value: figure(residuals.skew ?? undefined, language) },
          { label: t.percentiles, value: ["5", "50", "95"].map((at) => `${at} %: ${figure(residuals.percentiles[at] ?? undefined, language)}`).join(", ") },
        ]}
      />
    </SpaceBetween>
  );
}
