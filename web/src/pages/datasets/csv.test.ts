import { expect, test } from "vitest";
import { delimiterOf, firstRows, rowsOf } from "./csv.ts";

const bytes = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;

test("quotes, doubled quotes, line ends inside them", () => {
  expect(rowsOf('a,"b ""c"", d\ne"\r\nf,g\n', ",", 10, true)).toEqual([["a", 'b "c", d\ne'], ["f", "g"]]);
});

test("a row that was cut off is left out", () => {
  expect(rowsOf("a,b\n1,2\n3,", ",", 10, false)).toEqual([["a", "b"], ["1", "2"]]);
  expect(rowsOf("a,b\n1,2", ",", 10, true)).toEqual([["a", "b"], ["1", "2"]]);
});

test("delimiters", () => {
  expect(delimiterOf("a;b;c\n1,5;2;3\n")).toBe(";");
  expect(delimiterOf("a\tb\n1\t2\n")).toBe("\t");
  expect(delimiterOf("one\ntwo\n")).toBe(",");
});

test("Japanese text, in UTF-8 with a mark and in Shift_JIS", () => {
  expect(firstRows(bytes("\ufeff車名,燃費\nA,1\n"), true, 5)).toEqual({ columns: ["車名", "燃費"], rows: [["A", "1"]] });
  const sjis = new Uint8Array([0x8e, 0xd4, 0x96, 0xbc, 0x2c, 0x78, 0x0a, 0x41, 0x2c, 0x31, 0x0a]).buffer;
  expect(firstRows(sjis, true, 5)?.columns).toEqual(["車名", "x"]);
});

test("a letter that is cut in two at the end does no harm", () => {
  expect(firstRows(bytes("車名\nあ\nい").slice(0, -1), false, 5)?.columns).toEqual(["車名"]);
});

test("no table, no preview", () => {
  expect(firstRows(new Uint8Array([0x50, 0x41, 0x52, 0x31, 0, 0]).buffer, true, 5)).toBeUndefined();
  expect(firstRows(new ArrayBuffer(0), true, 5)).toBeUndefined();
});
