import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { FailureCause, ProblemType, Recipe } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Failure } from "../../components/Failure.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
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
export function Quality(props: Props) {
  const t = useStrings().datasets;
  const [turn, setTurn] = useState(0);
  return (
    <SpaceBetween size="m">
      <Header variant="h3" description={t.qualityHint} actions={<Button onClick={() => setTurn(turn + 1)}>{turn ? t.validateAgain : t.validate}</Button>}>{t.quality}</Header>
      {turn > 0 && <Examined key={`${turn} ${props.target} ${props.problem}`} {...props} />}
    </SpaceBetween>
  );
}

function Examined({ datasetId, version, target, problem, recipe }: Props) {
  const t = useStrings().datasets;
  const [found, setFound] = useState<QualityReport>();
  const [failed, setFailed] = useState<{ cause?: FailureCause; reason?: string }>();
  const input = { DatasetId: datasetId, DatasetVersion: version, TargetColumn: target, ProblemType: target ? problem : undefined, Recipe: recipe };
  const [over, setOver] = useState(false);
  const { data, error, reload } = useOperation("sealcanvas", "ValidateDataset", over ? null : input, 1);
  if (data && data.Status !== "InProgress" && !over) {
    setOver(true); // the findings are handed out once
    if (data.Quality) setFound(JSON.parse(data.Quality) as QualityReport);
    else setFailed({ cause: data.FailureCause, reason: data.FailureReason });
  }
  if (found) return found.findings.length ? <Findings quality={found} /> : <Alert type="success">{t.nothingWrong}</Alert>;
  if (failed) return <Failure cause={failed.cause} reason={failed.reason} />;
  if (error) return <Refusal error={error} retry={reload} />;
  return <ProgressBar label={t.examining} value={data?.ProgressPercent ?? 0} />;
}
