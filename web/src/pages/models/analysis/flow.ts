/** One category on a side of the flow chart: its place among the labels, its rows, and where it is drawn. */
export interface Node {
  place: number;
  rows: number;
  top: number;
  height: number;
}

/** The rows that were predicted as one category and are of another, or of the same. */
export interface Band {
  predicted: number;
  actual: number;
  rows: number;
  /** Middle of its ends on the left and on the right, and its thickness. */
  from: number;
  to: number;
  width: number;
}

export interface Flow {
  predicted: Node[];
  actual: Node[];
  bands: Band[];
  height: number;
}

const GAP = 10;
const LEAST_HEIGHT = 200;
const PER_LABEL = 34;

/** The same counts with the rarest categories as one, so that a chart can be read; its place is the last. */
export function reduced(counts: readonly (readonly number[])[], most: number): { counts: number[][]; kept: number[]; merged: number } {
  const rows = counts.map((line, at) => line.reduce((a, b) => a + b, 0) + counts.reduce((sum, each) => sum + (each[at] ?? 0), 0));
  const all = counts.map((_, at) => at);
  if (counts.length <= most) return { counts: counts.map((line) => [...line]), kept: all, merged: 0 };
  const kept = [...all].sort((a, b) => (rows[b] ?? 0) - (rows[a] ?? 0)).slice(0, most - 1).sort((a, b) => a - b);
  const placeOf = (at: number) => (kept.includes(at) ? kept.indexOf(at) : most - 1);
  const made = Array.from({ length: most }, () => Array.from({ length: most }, () => 0));
  counts.forEach((line, actual) => line.forEach((value, predicted) => {
    const row = made[placeOf(actual)];
    if (row) row[placeOf(predicted)] = (row[placeOf(predicted)] ?? 0) + value;
  }));
  return { counts: made, kept, merged: counts.length - kept.length };
}

/**
 * Where everything stands in a flow from predicted to actual categories.
 *
 * @param counts rows by actual category (lines) and predicted category (columns).
 */
export function flowOf(counts: readonly (readonly number[])[]): Flow {
  const size = counts.length;
  const total = counts.flat().reduce((a, b) => a + b, 0);
  const height = Math.max(LEAST_HEIGHT, PER_LABEL * size);
  const scale = total ? (height - GAP * (size - 1)) / total : 0;
  const side = (sums: readonly number[]): Node[] => {
    let top = 0;
    return sums.map((rows, place) => {
      const node = { place, rows, top, height: rows * scale };
      top += node.height + GAP;
      return node;
    });
  };
  const actual = side(counts.map((line) => line.reduce((a, b) => a + b, 0)));
  const predicted = side(counts.map((_, at) => counts.reduce((sum, line) => sum + (line[at] ?? 0), 0)));
  const left = predicted.map((each) => each.top);
  const right = actual.map((each) => each.top);
  const bands: Band[] = [];
  for (let from = 0; from < size; from += 1)
    for (let to = 0; to < size; to += 1) {
      const rows = counts[to]?.[from] ?? 0;
      if (!rows) continue;
      const width = rows * scale;
      bands.push({ predicted: from, actual: to, rows, from: (left[from] ?? 0) + width / 2, to: (right[to] ?? 0) + width / 2, width });
      left[from] = (left[from] ?? 0) + width;
      right[to] = (right[to] ?? 0) + width;
    }
  return { predicted, actual, bands, height };
}
