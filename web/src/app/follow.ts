import { useCallback } from "react";
import { useLocation } from "wouter";

interface Followed {
  preventDefault: () => void;
  detail: { href?: string; external?: boolean };
}

/** For `onFollow` of links: stay in this page where the address is one of its own. */
export function useFollow(): (event: Followed) => void {
  const [, go] = useLocation();
  return useCallback(
    (event) => {
      const { href, external } = event.detail;
      if (external || !href?.startsWith("/console")) return;
      event.preventDefault();
      go(href.slice("/console".length) || "/");
    },
    [go],
  );
}
