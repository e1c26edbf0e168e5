import { useEffect } from "react";

/** The browser's title. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} | Sealcanvas` : "Sealcanvas";
  }, [title]);
}
