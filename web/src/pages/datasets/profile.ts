import type { PreviewDatasetResponse } from "../../api/shapes/sealcanvas.ts";

/** What a profile tells of a column (docs/canvas.md, PreviewDataset). */
export interface ColumnProfile {
  name: string;
  type: "Numeric" | "Categorical" | "Text" | "Datetime" | "Boolean";
  missing: number;
  unique: number;
  min?: number | string;
  max?: number | string;
  mean?: number;
  deviation?: number;
  mismatched?: number;
  approximate?: boolean;
  quantiles?: Record<string, number>;
  top?: [string, number][];
  histogram?: { edges: number[]; counts: number[] };
}

/** The profile of a preview's columns. */
export function profileOf(preview: PreviewDatasetResponse): ColumnProfile[] {
  if (preview.Profile) return (JSON.parse(preview.Profile) as { columns: ColumnProfile[] }).columns;
  return (preview.Columns ?? []).map((each) => ({ name: each.Name ?? "", type: each.Type ?? "Text", missing: each.MissingCount ?? 0, unique: each.UniqueCount ?? 0 }));
}

/** Bars of a column's distribution: its bins, or its most frequent values. */
export function barsOf(profile: ColumnProfile, language: string): { name: string; value: number }[] {
  const { histogram, top } = profile;
  if (histogram) {
    const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
    const day = new Intl.DateTimeFormat(language, { dateStyle: "short", timeZone: "UTC" });
    const told = (edge: number) => (profile.type === "Datetime" ? day.format(edge * 1000) : number.format(edge));
    const seen = new Map<string, number>();
    return histogram.counts.map((value, bin) => {
      const name = `${told(histogram.edges[bin] ?? 0)} – ${told(histogram.edges[bin + 1] ?? 0)}`;
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return { name: times > 1 ? `${name} (${times})` : name, value };
    });
  }
  return (top ?? []).map(([name, value]) => ({ name, value }));
}

const LEAST_ROWS = 10;
const ALL_DIFFERENT = 0.98;

/**
 * What a column without a repeated value is: an identifier, or free text; undefined where values repeat, or are measures.
 *
 * Whole numbers count as identifiers where they number the rows without a gap: other numbers differ because they measure.
 */
export function distinctKind(profile: ColumnProfile, rows: number): "identifier" | "text" | undefined {
  const known = rows - profile.missing;
  if (known < LEAST_ROWS || profile.type === "Datetime" || profile.type === "Boolean") return undefined;
  if (profile.unique < (profile.approximate ? ALL_DIFFERENT : 1) * known) return undefined;
  if (profile.type === "Numeric") {
    const { min, max } = profile;
    return typeof min === "number" && typeof max === "number" && Number.isInteger(min) && Number.isInteger(max) && max - min + 1 === known ? "identifier" : undefined;
  }
  return (profile.top ?? []).some(([value]) => /\s/.test(value.trim()) || value.length > 40) ? "text" : "identifier";
}
