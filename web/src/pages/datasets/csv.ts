const ENCODINGS = ["utf-8", "shift_jis", "euc-jp"];
const DELIMITERS = [",", "\t", ";", "|"];

/** Text of a file's beginning: UTF-8, UTF-16 with a mark, else what Japanese files have, else Latin. */
export function decoded(data: ArrayBuffer, whole: boolean): string {
  const head = new Uint8Array(data.slice(0, 2));
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le").decode(data);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be").decode(data);
  for (const encoding of ENCODINGS) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(data, { stream: !whole });
    } catch {
      // the next one
    }
  }
  return new TextDecoder("windows-1252").decode(data);
}

/** Rows of text in CSV (RFC 4180), up to `most`; the last row only if it is whole. */
export function rowsOf(text: string, delimiter: string, most: number, whole: boolean): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let place = 0; place < text.length && rows.length < most; place += 1) {
    const letter = text[place] as string;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === delimiter) {
      row.push(cell);
      cell = "";
    } else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && text[place + 1] === "\n") place += 1;
      if (row.length || cell) rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += letter;
  }
  if (whole && rows.length < most && (row.length || cell)) rows.push([...row, cell]);
  return rows;
}

/** The delimiter by which the first rows have most columns, and the same number. */
export function delimiterOf(text: string): string {
  let best = ",";
  let most = 1;
  for (const delimiter of DELIMITERS) {
    const widths = rowsOf(text, delimiter, 5, false).map((row) => row.length);
    const width = widths[0] ?? 0;
    if (width > most && widths.every((each) => each === width)) {
      best = delimiter;
      most = width;
    }
  }
  return best;
}

/** Columns and first rows of delimited text; none where it is another kind of file. */
export function firstRows(data: ArrayBuffer, whole: boolean, most: number): { columns: string[]; rows: string[][] } | undefined {
  if (new Uint8Array(data.slice(0, 4096)).includes(0) && !marked(data)) return undefined;
  const text = decoded(data, whole).replace(/^\ufeff/, "");
  const [columns, ...rows] = rowsOf(text, delimiterOf(text), most + 1, whole);
  return columns && { columns, rows };
}

function marked(data: ArrayBuffer): boolean {
  const head = new Uint8Array(data.slice(0, 2));
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}
