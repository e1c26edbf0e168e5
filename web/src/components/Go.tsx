import Link, { type LinkProps } from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { useFollow } from "../app/follow.ts";

/** A link to a page of ours: `to` is a path below /console. */
export function Go({ to, children, ...rest }: { to: string; children: ReactNode } & Omit<LinkProps, "href" | "onFollow">) {
  const follow = useFollow();
  return <Link {...rest} href={`/console${to}`} onFollow={follow}>{children}</Link>;
}
