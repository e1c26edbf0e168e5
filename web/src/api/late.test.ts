import { expect, test } from "vitest";
import { loaded } from "./late.ts";

const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

test("what fails while the server is away is loaded once it answers", async () => {
  const tries = [gone, gone, gone, () => Promise.resolve("code")];
  const answers = [false, false, true];
  expect(await loaded(() => tries.shift()!(), async () => answers.shift()!, 0)).toBe("code");
  expect(answers).toEqual([]);
});

test("what a server that answers does not have is an error", async () => {
  let tries = 0;
  await expect(loaded(() => (tries++, gone()), async () => true, 0)).rejects.toThrow("dynamically imported");
  expect(tries).toBe(2);
});
