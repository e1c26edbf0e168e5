import { afterEach, expect, test, vi } from "vitest";
import { onRoleEnd, onSessionEnd, quietly } from "./door.ts";

afterEach(() => vi.unstubAllGlobals());

function answers(status: number, code: string): void {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ __type: code, message: "no" }), { status }));
}

test("a role that ended is told, since the next request is the user's own", async () => {
  const ended = vi.fn();
  const over = vi.fn();
  const stops = [onRoleEnd(ended), onSessionEnd(over)];
  answers(403, "ActingRoleEndedException");
  await expect(quietly("kms", "ListKeys", {})).rejects.toThrow("no");
  answers(403, "AccessDeniedException");
  await expect(quietly("kms", "ListKeys", {})).rejects.toThrow("no");
  expect(ended).toHaveBeenCalledTimes(1);
  expect(over).not.toHaveBeenCalled();
  for (const stop of stops) stop();
});
