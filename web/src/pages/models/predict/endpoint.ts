import { call } from "../../../api/door.ts";
import { ServiceError } from "../../../api/errors.ts";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { containersOf } from "../containers.ts";

const VARIANT = "AllTraffic";
const INSTANCE_TYPE = "ml.m5.large";

/** The name of the endpoint, model and configuration by which the page asks a version for single predictions. */
export function endpointName(version: DescribeModelVersionResponse): string {
  return `canvas-single-${version.ModelVersionId}`;
}

/**
 * Start an endpoint of a version's model, which answers with probability and reasons.
 *
 * @throws ServiceError as SageMaker refuses.
 */
export async function startEndpoint(version: DescribeModelVersionResponse): Promise<void> {
  const name = endpointName(version);
  const { ExecutionRoleArn = "", AppKey } = await call("sealcanvas", "DescribeWorkspace", { DomainId: version.DomainId ?? "", UserProfileName: version.UserProfileName ?? "" });
  const container = await containersOf(version);
  const classifies = version.ProblemType !== "Regression";
  const Environment = {
    ...container.Environment,
    SAGEMAKER_INFERENCE_OUTPUT: classifies ? "predicted_label,probability,labels,probabilities,reasons" : "predicted_label,reasons",
  };
  await once(() => call("sagemaker", "CreateModel", { ModelName: name, ExecutionRoleArn, PrimaryContainer: { ...container, Environment } }));
  await once(() =>
    call("sagemaker", "CreateEndpointConfig", {
      EndpointConfigName: name,
      ...(AppKey?.KeyArn && !AppKey.Managed && { KmsKeyId: AppKey.KeyArn }),
      ProductionVariants: [{ VariantName: VARIANT, ModelName: name, InstanceType: INSTANCE_TYPE, InitialInstanceCount: 1 }],
    }),
  );
  await call("sagemaker", "CreateEndpoint", { EndpointName: name, EndpointConfigName: name });
}

const LOOK_AGAIN_MS = 1000;
const MOST_TRIES = 20;

/** Where the endpoint stands; undefined if there is none, which is no error. */
export async function statusOf(version: DescribeModelVersionResponse, signal?: AbortSignal): Promise<string | undefined> {
  const name = endpointName(version);
  const { Endpoints = [] } = await call("sagemaker", "ListEndpoints", { NameContains: name }, signal);
  return Endpoints.find((each) => each.EndpointName === name)?.EndpointStatus;
}

/**
 * Have the endpoint answer: start it if there is none, or if it failed before, and wait until it does.
 *
 * @param tell is told where it stands, whenever that was asked.
 * @throws ServiceError as SageMaker refuses; Error with the reason if it fails; what `signal` was aborted with.
 */
export async function running(version: DescribeModelVersionResponse, tell: (status: string) => void, signal: AbortSignal): Promise<void> {
  let started = false;
  for (;;) {
    const status = await statusOf(version, signal);
    if (status === "InService") return;
    if (status === "Failed" && started) throw new Error((await call("sagemaker", "DescribeEndpoint", { EndpointName: endpointName(version) }, signal)).FailureReason ?? status);
    if (status === "Failed") await stopEndpoint(version);
    if (status === undefined || status === "Failed") {
      tell("Creating");
      await startEndpoint(version);
      started = true;
    } else tell(status);
    await new Promise((resolve) => window.setTimeout(resolve, LOOK_AGAIN_MS));
    signal.throwIfAborted();
  }
}

/** Take the endpoint away again, with its configuration and its model. */
export async function stopEndpoint(version: DescribeModelVersionResponse): Promise<void> {
  const name = endpointName(version);
  await call("sagemaker", "DeleteEndpoint", { EndpointName: name });
  await once(() => call("sagemaker", "DeleteEndpointConfig", { EndpointConfigName: name }));
  await once(() => call("sagemaker", "DeleteModel", { ModelName: name }));
}

/** What is there already, or gone already, is no failure: an attempt before this one may have come half the way. */
async function once(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ServiceError) || !/already exist|could not find|cannot create already/i.test(error.message)) throw error;
  }
}

export interface Reason {
  column: string;
  contribution: number;
}

/** One answer of the endpoint. */
export interface Answer {
  predicted: string;
  probability: number | undefined;
  reasons: Reason[];
}

/**
 * Ask for the prediction of one row, again while the model's process is being started anew.
 *
 * @throws ServiceError as the endpoint refuses.
 */
export async function ask(version: DescribeModelVersionResponse, row: Readonly<Record<string, string>>): Promise<Answer> {
  const csv = `${csvOf(Object.keys(row))}\n${csvOf(Object.values(row))}\n`;
  const input = { EndpointName: endpointName(version), ContentType: "text/csv", Accept: "application/json", Body: base64(csv) };
  for (let tries = 1; ; tries++) {
    try {
      const made = await call("sagemaker-runtime", "InvokeEndpoint", input);
      return answerOf(JSON.parse(text(String(made.Body))));
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof ServiceError) || error.code !== "ModelNotReadyException") throw error;
      await new Promise((resolve) => window.setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }
}

/** The members of an answer in JSON: {"predictions": [{…}]}. */
export function answerOf(answer: unknown): Answer {
  const [first = {}] = (answer as { predictions?: Record<string, unknown>[] }).predictions ?? [];
  const reasons = typeof first["reasons"] === "string" ? (JSON.parse(first["reasons"]) as Reason[]) : ((first["reasons"] as Reason[]) ?? []);
  const predicted = first["predicted_label"] ?? first["score"] ?? first["prediction"] ?? "";
  const probability = first["probability"];
  return { predicted: String(predicted), probability: probability === undefined ? undefined : Number(probability), reasons };
}

/** A line of CSV. */
export function csvOf(cells: readonly string[]): string {
  return cells.map(quoted).join(",");
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A text as door B takes bytes. */
export function base64(value: string): string {
  return btoa(Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join(""));
}

/** The text in bytes of door B's. */
export function text(value: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0)));
}
