import { ServiceError } from "../api/errors.ts";

/**
 * What the service said about a field, to show beside it.
 *
 * @param names the members that the field stands for, and codes that are about it alone.
 */
export function fieldError(error: Error | undefined, ...names: string[]): string | undefined {
  if (!(error instanceof ServiceError) || error.denied) return undefined;
  const isMeant = names.filter(Boolean).some((name) => error.code === name || new RegExp(`(?<![\\w])${escaped(name)}(?![\\w])`, "i").test(error.message));
  return isMeant ? error.message : undefined;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
