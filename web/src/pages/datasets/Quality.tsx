import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { ProblemType, Recipe } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";
import { Examination } from "./Examination.tsx";
import { Findings } from "./Findings.tsx";
import type { QualityReport } from "./quality.ts";

interface Props {
  datasetId: string;
  version: number | undefined;
  target?: string;
  problem?: ProblemType;
  /** What prepares the rows before. */
  recipe?: Recipe;
}

/** What is wrong with a dataset, for a target if there is one; examined when somebody asks. */
export function Quality({ datasetId, version, target, problem, recipe }: Props) {
  const t = useStrings().datasets;
  const [turn, setTurn] = useState(0);
  const input = { DatasetId: datasetId, DatasetVersion: version, TargetColumn: target, ProblemType: target ? problem : undefined, Recipe: recipe };
  return (
    <SpaceBetween size="m">
      <Header variant="h3" description={t.qualityHint} actions={<Button onClick={() => setTurn(turn + 1)}>{turn ? t.validateAgain : t.validate}</Button>}>{t.quality}</Header>
      {turn > 0 && (
        <Examination key={`${turn} ${target} ${problem}`} operation="ValidateDataset" input={input} label={t.examining}>
          {(found) => <Told quality={JSON.parse(found) as QualityReport} />}
        </Examination>
      )}
    </SpaceBetween>
  );
}

function Told({ quality }: { quality: QualityReport }) {
  const t = useStrings().datasets;
  return quality.findings.length ? <Findings quality={quality} /> : <Alert type="success">{t.nothingWrong}</Alert>;
}
