import Box from "@cloudscape-design/components/box";
import Icon, { type IconProps } from "@cloudscape-design/components/icon";
import type { ReactNode } from "react";

const SIGNS = {
  success: ["status-positive", "success", "text-status-success"],
  warning: ["status-warning", "warning", "text-status-warning"],
  error: ["status-negative", "error", "text-status-error"],
  info: ["status-info", "link", "text-status-info"],
  stopped: ["status-stopped", "subtle", "text-status-inactive"],
} as const satisfies Record<string, readonly [IconProps.Name, IconProps.Variant, string]>;

/** A sentence with the sign of a status. (A StatusIndicator is for a word or two: it breaks longer ones within words.) */
export function Sentence({ type, children }: { type: keyof typeof SIGNS; children: ReactNode }) {
  const [name, variant, color] = SIGNS[type];
  return <Box variant="span" color={color}><Icon name={name} variant={variant} /> {children}</Box>;
}
