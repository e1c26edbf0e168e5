import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { PreviewModelRequest } from "../../api/shapes/sealcanvas.ts";
import { count } from "../../components/numbers.ts";
import { useSpeech } from "../../i18n/language.ts";
import { Examination } from "../datasets/Examination.tsx";
import { Impact } from "./analysis/Impact.tsx";
import { asMetric } from "./analysis/metric.ts";

interface Preview {
  objective: { name: string; value: number | null; baseline: number | null; direction: string };
  column_impact: Record<string, number>;
  rows: number;
  source_rows: number;
  warnings: string[];
}

/** What a build may come to, learnt in seconds from some of the rows, when somebody asks. */
export function ModelPreview({ input }: { input: PreviewModelRequest }) {
  const { strings, language } = useSpeech();
  const { models: t, analysis: a } = strings;
  const [turn, setTurn] = useState(0);
  return (
    <SpaceBetween size="m">
      <Header variant="h3" description={t.previewHint} actions={<Button onClick={() => setTurn(turn + 1)}>{turn ? t.previewAgain : t.preview}</Button>}>{t.preview}</Header>
      {turn > 0 && (
        <Examination key={turn} operation="PreviewModel" input={input} label={t.previewing}>
          {(found) => {
            const { objective, column_impact, rows, source_rows, warnings } = JSON.parse(found) as Preview;
            return (
              <SpaceBetween size="m">
                <ColumnLayout columns={3} variant="text-grid">
                  <div>
                    <Box variant="awsui-key-label">{t.likely(objective.name)}</Box>
                    <Box fontSize="heading-l" fontWeight="bold">{asMetric(objective.name, objective.value, language)}</Box>
                    <Box color="text-body-secondary">{objective.direction === "Maximize" ? a.higher : a.lower}</Box>
                  </div>
                  <div>
                    <Box variant="awsui-key-label">{a.baseline}</Box>
                    <Box fontSize="heading-l">{asMetric(objective.name, objective.baseline, language)}</Box>
                  </div>
                  <div>
                    <Box variant="awsui-key-label">{t.previewRows}</Box>
                    <Box>{t.previewOf(count(rows, language), count(source_rows, language))}</Box>
                  </div>
                </ColumnLayout>
                {warnings.map((each) => <Box key={each} color="text-status-warning">{each}</Box>)}
                <Impact impact={Object.entries(column_impact).map(([column, percent]) => ({ column, percent }))} effects={undefined} />
              </SpaceBetween>
            );
          }}
        </Examination>
      )}
    </SpaceBetween>
  );
}
