import type { ComponentType } from "react";

/** A page, and the address below /console that shows it: "/keys/:keyId". */
export interface Route {
  path: string;
  page: ComponentType<{ params: Record<string, string> }>;
  /** Shown alone, without bar and navigation: what is to be printed. Its path has no parameters. */
  plain?: boolean;
}
