const LONG_NUMBER = /^-?\d+\.\d{5,}(e-?\d+)?$/;

/** The places of an output's columns as they are shown: what was predicted before the columns that it was predicted from. */
export function predictedFirst(columns: readonly string[], target: string): number[] {
  // They are the last ones; the first has the target's name, or another where the rows had the target already.
  const other = columns.lastIndexOf(`predicted_${target}`);
  const from = Math.max(0, other < 0 ? columns.lastIndexOf(target) : other);
  return columns.map((_, place) => (place + from) % columns.length);
}

/** A row of an output as people read it: numbers with few digits, reasons as a list. */
export function readable(columns: readonly string[], row: readonly string[], language: string): string[] {
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
  const signed = new Intl.NumberFormat(language, { maximumSignificantDigits: 3, signDisplay: "always" });
  return row.map((cell, at) => {
    if (LONG_NUMBER.test(cell)) return number.format(Number(cell));
    if (columns[at] === "reasons" && cell.startsWith("[")) return reasons(cell, signed);
    return cell.replace(/T00:00:00(\.0+)?Z?$/, "");
  });
}

function reasons(cell: string, number: Intl.NumberFormat): string {
  try {
    return (JSON.parse(cell) as { column: string; contribution: number }[]).map(({ column, contribution }) => `${column} ${number.format(contribution)}`).join(", ");
  } catch {
    return cell;
  }
}
