/** Numbers as people read them, in a language. */
export function count(value: number | undefined, language: string): string {
  return value === undefined ? "-" : new Intl.NumberFormat(language).format(value);
}

/** A score or measure: four significant digits. */
export function figure(value: number | undefined, language: string): string {
  return value === undefined || !Number.isFinite(value)
    ? "-"
    : new Intl.NumberFormat(language, { maximumSignificantDigits: 4 }).format(value);
}

/** A share of one, as percent. */
export function percent(value: number | undefined, language: string): string {
  return value === undefined || !Number.isFinite(value)
    ? "-"
    : new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(value);
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes, in the unit that leaves few digits. */
export function bytes(value: number | undefined, language: string): string {
  if (value === undefined) return "-";
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), UNITS.length - 1);
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: power ? 1 : 0 }).format(value / 1024 ** power)} ${UNITS[power]}`;
}
