/** What was found in the data (docs/analysis.md, "Data quality"). */
export interface QualityReport {
  rows: number;
  examined: number;
  findings: Finding[];
}

export interface Finding {
  code: string;
  severity: "error" | "warning" | "info";
  column: string | null;
  count: number;
  share: number;
  message: string;
  action: string;
}
