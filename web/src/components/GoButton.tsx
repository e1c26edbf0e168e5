import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import type { ReactNode } from "react";
import { useFollow } from "../app/follow.ts";

/** A button that leads to a page of ours: `to` is a path below /console. */
export function GoButton({ to, children, ...rest }: { to: string; children: ReactNode } & Omit<ButtonProps, "href" | "onFollow">) {
  const follow = useFollow();
  return <Button {...rest} href={`/console${to}`} onFollow={follow}>{children}</Button>;
}
