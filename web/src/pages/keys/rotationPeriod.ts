import type { RotationsListEntry } from "../../api/shapes/kms.ts";

/** How often a key can be rotated on demand in its life. */
export const MOST_ON_DEMAND = 25;

/** How many rotations on demand are left to a key with these materials. */
export function rotationsLeft(materials: readonly RotationsListEntry[]): number {
  return Math.max(0, MOST_ON_DEMAND - materials.filter((each) => each.RotationType === "ON_DEMAND").length);
}

/** Whether what was typed is a period that EnableKeyRotation takes. */
export function isRotationPeriod(typed: string): boolean {
  return /^\d{2,4}$/.test(typed) && Number(typed) >= 90 && Number(typed) <= 2560;
}
