export interface DiffLine {
  kind: "same" | "added" | "removed" | "left-out";
  text: string;
}

/** How a text differs from another, line by line, with some of the lines around each change. */
export function diffLines(before: string, after: string, around = 3): DiffLine[] {
  const lines = compared(before ? before.split("\n") : [], after ? after.split("\n") : []);
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - around), at + around + 1).some((line) => line.kind !== "same"));
  const shown: DiffLine[] = [];
  for (const [at, line] of lines.entries()) {
    if (near[at]) shown.push(line);
    else if (shown.at(-1)?.kind !== "left-out") shown.push({ kind: "left-out", text: "" });
  }
  return shown;
}

/** The longest common subsequence of the lines between what both begin and end with. */
function compared(before: string[], after: string[]): DiffLine[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (texts: string[]): DiffLine[] => texts.map((text) => ({ kind: "same", text }));
  return [
    ...same(before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...same(before.slice(before.length - tail)),
  ];
}

function middle(before: string[], after: string[]): DiffLine[] {
  const width = after.length + 1;
  const longest = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        before[row] === after[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: DiffLine[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    if (row < before.length && column < after.length && before[row] === after[column]) {
      lines.push({ kind: "same", text: before[row] as string });
      row += 1;
      column += 1;
    } else if (column >= after.length || (row < before.length && at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ kind: "removed", text: before[row] as string });
      row += 1;
    } else {
      lines.push({ kind: "added", text: after[column] as string });
      column += 1;
    }
  }
  return lines;
}
