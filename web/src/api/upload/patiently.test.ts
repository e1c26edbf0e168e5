import { expect, test, vi } from "vitest";
import { ServiceError, Unreachable } from "../errors.ts";
import { patiently } from "./patiently.ts";

const forever = new AbortController().signal;

test("a server that restarts is waited for", async () => {
  const work = vi.fn().mockRejectedValueOnce(new Unreachable()).mockRejectedValueOnce(new ServiceError("InternalError", "", 500)).mockResolvedValue("done");
  expect(await patiently(work, forever, [0, 0, 0])).toBe("done");
  expect(work).toHaveBeenCalledTimes(3);
});

test("a refusal is told at once", async () => {
  const work = vi.fn().mockRejectedValue(new ServiceError("AccessDenied", "no", 403));
  await expect(patiently(work, forever, [0, 0])).rejects.toThrow("no");
  expect(work).toHaveBeenCalledTimes(1);
});

test("stopping ends the waiting", async () => {
  const stop = new AbortController();
  const work = vi.fn().mockRejectedValue(new Unreachable());
  const waiting = patiently(work, stop.signal, [60]);
  setTimeout(() => stop.abort(), 5);
  await expect(waiting).rejects.toThrow("Stopped");
});
