import type { KeyUse } from "../../api/shapes/sealcanvas.ts";
import { type Asked, useOperation } from "../../api/useOperation.ts";
import type { DescribeKeyUseResponse } from "../../api/shapes/sealcanvas.ts";

/** Kinds in the order of what hurts most. */
export const KINDS = [
  "Job", "Dataset", "ModelVersion", "Prediction", "Volume", "ForecastStore", "Objects", "Domain", "UserProfile", "BucketDefault", "OtherAccounts",
] as const satisfies readonly NonNullable<KeyUse["Kind"]>[];

/** What stops working without a key. */
export function useBlastRadius(keyId: string): Asked<DescribeKeyUseResponse> {
  return useOperation("sealcanvas", "DescribeKeyUse", { KeyId: keyId });
}

/** Where a use is looked at, as a path below /console; null where there is no page for it. */
export function pageOf(use: KeyUse): string | null {
  const id = use.Arn?.split("/").at(-1) ?? "";
  switch (use.Kind) {
    case "Dataset":
      return `/datasets/${id}`;
    case "ModelVersion":
      return `/models/${id}`;
    case "Prediction":
      return `/predictions/${id}`;
    case "Domain":
      return `/domains/${use.DomainId}`;
    case "Objects":
    case "BucketDefault":
      return `/buckets/${encodeURIComponent(use.Name ?? "")}`;
    default:
      return null;
  }
}
