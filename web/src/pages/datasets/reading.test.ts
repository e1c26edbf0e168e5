import { expect, test } from "vitest";
import { FOUND_OUT, readOptions } from "./reading.ts";

test("what was said alone", () => {
  expect(readOptions(FOUND_OUT)).toBeUndefined();
  expect(readOptions({ ...FOUND_OUT, delimiter: "\t", header: "no", sampling: "Random", sampleRows: "500" })).toEqual({ Delimiter: "\t", HasHeader: false, Sampling: { Method: "Random", RowCount: 500 } });
});
