import type { QualityReport } from "../../datasets/quality.ts";

/** What DescribeModelAnalysis answers with (docs/analysis.md); what a problem type does not have is absent. */
export interface Report {
  problem: string;
  target: string;
  classes?: string[];
  rows: number;
  folds: number;
  objective: string;
  metrics: Metric[];
  confidence?: { level: number; replicates: number; rows: number } | null;
  inference_latency_seconds?: number | null;
  column_impact: { column: string; percent: number }[];
  leaderboard: Candidate[];
  warnings: string[];
  quality?: QualityReport | null;
  classification?: Classification | null;
  regression?: Regression | null;
  effects?: Effects | null;
  forecast?: ForecastReport | null;
}

export interface Metric {
  name: string;
  value: number | null;
  baseline: number | null;
  direction: string;
  low: number | null;
  high: number | null;
}

export interface Candidate {
  name: string;
  algorithm: string;
  metrics: Record<string, number | null>;
  seconds: number | null;
  weight: number | null;
  settings?: Record<string, unknown> | null;
}

export interface Classification {
  threshold: number | null;
  confusion: { labels: string[]; counts: number[][]; merged: number };
  per_class: { rows: ClassRow[]; left_out: number };
  curves: Curve[];
  calibration: { bins: { predicted: (number | null)[]; actual: (number | null)[]; rows: number[] }; error: number | null };
}

export interface ClassRow {
  label: string;
  rows: number;
  predicted: number;
  precision: number | null;
  recall: number | null;
  f1: number | null;
  auc: number | null;
  average_precision: number | null;
}

export interface Curve {
  label: string;
  auc: number | null;
  average_precision: number | null;
  roc: { false_positive_rate: number[]; true_positive_rate: number[] };
  precision_recall: { recall: number[]; precision: number[] };
}

export interface Regression {
  points: { actual: number[]; predicted: number[] };
  line: { predicted: number[]; actual: number[]; low: number[]; high: number[]; rows: number[] };
  band: number | null;
  residuals: { mean: number | null; deviation: number | null; skew: number | null; percentiles: Record<string, number | null> };
  error_density: { edges: number[]; counts: number[]; below: number; above: number };
}

export interface Effects {
  outputs: string[];
  base: number[];
  rows: number;
  columns: EffectColumn[];
  power: Record<string, number>;
}

export interface EffectColumn {
  column: string;
  kind: string;
  bins: EffectBin[];
}

export interface EffectBin {
  from?: number | string;
  to?: number | string;
  value?: string | null;
  missing?: boolean;
  rows: number;
  effect: number[];
}

export interface ForecastReport {
  horizon: number;
  frequency: string;
  season: unknown;
  quantiles: string[];
  series: number;
  windows: { window: number; start: string; end: string; series: number; metrics: Record<string, number | null>; baseline: Record<string, number | null>; coverage: number | null }[];
  steps: { step: number; WAPE: number | null; baseline_WAPE: number | null; coverage: number | null; rows: number }[];
  coverage: { nominal: number | null; measured: number | null };
  items: { worst: Record<string, unknown>[]; best: Record<string, unknown>[]; left_out: number };
  charts: { keys: Record<string, string>; time: string[]; actual: (number | null)[]; baseline: (number | null)[]; quantiles: Record<string, (number | null)[]> }[];
}
