import { call } from "../../api/door.ts";
import type { DescribeModelVersionResponse } from "../../api/shapes/sealcanvas.ts";

/** The container that serves a version's model, as its AutoML job tells it. */
export async function containersOf(version: DescribeModelVersionResponse): Promise<{ Image: string; ModelDataUrl?: string; Environment?: Record<string, string> }> {
  const job = version.UnderlyingArns?.find((arn) => /:auto-?ml-job\//.test(arn))?.split("/").at(-1) ?? "";
  const { BestCandidate } = await call("sagemaker", "DescribeAutoMLJobV2", { AutoMLJobName: job });
  const [best] = BestCandidate?.InferenceContainers ?? [];
  return { Image: best?.Image ?? "", ModelDataUrl: best?.ModelDataUrl, Environment: best?.Environment };
}
