import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

/** Where there is nothing yet: what it is for, and how to make the first. */
export function Empty({ title, hint, action }: { title: string; hint: string; action?: ReactNode }) {
  return (
    <Box textAlign="center" padding={{ vertical: "m" }}>
      <SpaceBetween size="xs">
        <Box variant="strong">{title}</Box>
        <Box color="text-body-secondary">{hint}</Box>
        {action}
      </SpaceBetween>
    </Box>
  );
}
