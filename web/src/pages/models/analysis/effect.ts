import type { EffectBin, Effects } from "./report.ts";

/** Every bin of a column with its effect on one output. */
export function effectsOn(bins: readonly EffectBin[], outputs: readonly string[], output: string, words: { missing: string; others: string }, language: string): { name: string; value: number; rows: number }[] {
  const seen = new Map<string, number>();
  return bins.map((bin) => {
    const name = nameOf(bin, words, language);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { name: times > 1 ? `${name} (${times})` : name, value: valueOf(bin.effect, outputs, output), rows: bin.rows };
  });
}

/** What an output starts from, before any column has moved it. */
export function baseOf(effects: Effects, output: string): number {
  return valueOf(effects.base, effects.outputs, output);
}

function valueOf(by: readonly number[], outputs: readonly string[], output: string): number {
  return by[outputs.indexOf(output)] ?? 0;
}

function nameOf(bin: EffectBin, words: { missing: string; others: string }, language: string): string {
  if (bin.missing) return words.missing;
  if (bin.from === undefined) return bin.value ?? words.others;
  const edge = (value: number | string | undefined) =>
    typeof value === "number" ? new Intl.NumberFormat(language, { maximumSignificantDigits: 4 }).format(value) : (value ?? "").replace(/T00:00:00.*$/, "");
  return bin.from === bin.to ? edge(bin.from) : `${edge(bin.from)} – ${edge(bin.to)}`;
}
