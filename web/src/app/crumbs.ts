import type { BreadcrumbGroupProps } from "@cloudscape-design/components/breadcrumb-group";
import { createContext, useContext, useEffect } from "react";

export type Crumb = BreadcrumbGroupProps.Item;

export const CrumbsContext = createContext<(crumbs: readonly Crumb[]) => void>(() => undefined);

/** Show where this page is; `crumbs` are [text, path below /console], the page itself last. */
export function useCrumbs(crumbs: readonly (readonly [string, string])[]): void {
  const show = useContext(CrumbsContext);
  const key = JSON.stringify(crumbs);
  useEffect(() => {
    const named = JSON.parse(key) as [string, string][];
    show(named.map(([text, path]) => ({ text, href: `/console${path}` })));
    return () => show([]);
  }, [key, show]);
}
