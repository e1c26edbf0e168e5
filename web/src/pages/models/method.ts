import type { CreateModelVersionRequest, ObjectiveMetricName, ProblemType, TrainingMethod } from "../../api/shapes/sealcanvas.ts";

/** What a build of each type can be optimised for, the default first (docs/canvas.md, "Objective and method"). */
export const OBJECTIVES: Readonly<Record<ProblemType, readonly ObjectiveMetricName[]>> = {
  Regression: ["RMSE", "MSE", "MAE", "R2"],
  BinaryClassification: ["F1", "Accuracy", "AUC", "BalancedAccuracy", "Precision", "Recall"],
  MulticlassClassification: ["Accuracy", "F1macro", "BalancedAccuracy", "PrecisionMacro", "RecallMacro"],
  TimeSeriesForecasting: ["AverageWeightedQuantileLoss", "WAPE", "RMSE", "MASE", "MAPE"],
};
export const METHODS: readonly TrainingMethod[] = ["AUTO", "ENSEMBLING", "HYPERPARAMETER_TUNING"];
export const MOST_CANDIDATES = 750;

/** What somebody has chosen of how to build; an empty text leaves it to the service. */
export interface Method {
  objective: ObjectiveMetricName | "";
  training: TrainingMethod;
  candidates: string;
  /** Percent of the rows that candidates are judged on. */
  validation: string;
}

export const AS_PROPOSED: Method = { objective: "", training: "AUTO", candidates: "", validation: "" };

/** Whether a text is a number of candidates. */
export function soundCandidates(text: string): boolean {
  return text === "" || (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_CANDIDATES);
}

/** Whether a text is a share of rows in percent, with something on both sides. */
export function soundValidation(text: string): boolean {
  return text === "" || (/^\d{1,2}(\.\d)?$/.test(text) && Number(text) > 0);
}

/** Whether nothing is wrong with it. */
export function methodReady(method: Method): boolean {
  return soundCandidates(method.candidates) && soundValidation(method.validation);
}

/** As the service takes it for a type: what is left as proposed is not sent, nor what the type does not have. */
export function asMethod(method: Method, problem: ProblemType): Pick<CreateModelVersionRequest, "MaxCandidates" | "ObjectiveMetricName" | "TrainingMethod" | "ValidationFraction"> {
  const table = problem !== "TimeSeriesForecasting";
  return {
    ...(method.objective && OBJECTIVES[problem].includes(method.objective) && { ObjectiveMetricName: method.objective }),
    ...(table && method.training !== "AUTO" && { TrainingMethod: method.training }),
    ...(table && method.candidates && { MaxCandidates: Number(method.candidates) }),
    ...(table && method.validation && { ValidationFraction: Number(method.validation) / 100 }),
  };
}
