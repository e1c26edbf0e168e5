import { expect, test } from "vitest";
import { PART_BYTES, partsOf, tagsOf } from "./parts.ts";

test("an empty file is one empty part", () => {
  expect(partsOf(0)).toEqual([{ number: 1, start: 0, end: 0 }]);
});

test("a file that fills its parts has no empty one at the end", () => {
  const parts = partsOf(2 * PART_BYTES);
  expect(parts.map(({ start, end }) => end - start)).toEqual([PART_BYTES, PART_BYTES]);
});

test("parts cover the file without gaps, the last one being what is left", () => {
  const parts = partsOf(2 * PART_BYTES + 5);
  expect(parts.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(parts.at(-1)).toEqual({ number: 3, start: 2 * PART_BYTES, end: 2 * PART_BYTES + 5 });
});

test("parts grow where ten thousand of them would not do", () => {
  const size = 100 * 2 ** 30;
  const parts = partsOf(size);
  expect(parts.length).toBeLessThanOrEqual(10_000);
  expect(parts.at(-1)?.end).toBe(size);
});

test("what is stored counts only as whole parts", () => {
  const parts = partsOf(PART_BYTES + 5);
  const stored = [
    { PartNumber: 1, Size: PART_BYTES, ETag: '"a"' },
    { PartNumber: 2, Size: 4, ETag: '"b"' },
    { PartNumber: 9, Size: 5, ETag: '"c"' },
  ];
  expect([...tagsOf(parts, stored)]).toEqual([[1, '"a"']]);
});
