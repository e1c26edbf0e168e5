import ProgressBar from "@cloudscape-design/components/progress-bar";
import { type ReactNode, useState } from "react";
import type { FailureCause, PreviewModelRequest, ValidateDatasetRequest } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Failure } from "../../components/Failure.tsx";
import { Refusal } from "../../components/Refusal.tsx";

interface Props {
  /** Both take the same; only a preview needs a target. */
  operation: "ValidateDataset" | "PreviewModel";
  input: ValidateDatasetRequest;
  label: string;
  children: (found: string) => ReactNode;
}

/** A look at a dataset that takes a while: how far it is, why it failed, or what it found, as JSON. */
export function Examination({ operation, input, label, children }: Props) {
  const [found, setFound] = useState<string>();
  const [failed, setFailed] = useState<{ cause?: FailureCause; reason?: string }>();
  const over = found !== undefined || failed !== undefined;
  const asked = useOperation("sealcanvas", operation, over ? null : (input as PreviewModelRequest), 1);
  const data = asked.data;
  if (data && data.Status !== "InProgress" && !over) {
    // The findings are handed out once.
    const told = "Preview" in data ? data.Preview : "Quality" in data ? data.Quality : undefined;
    if (told) setFound(told);
    else setFailed({ cause: data.FailureCause, reason: data.FailureReason });
  }
  if (found !== undefined) return children(found);
  if (failed) return <Failure cause={failed.cause} reason={failed.reason} />;
  if (asked.error) return <Refusal error={asked.error} retry={asked.reload} />;
  return <ProgressBar label={label} value={data?.ProgressPercent ?? 0} />;
}
