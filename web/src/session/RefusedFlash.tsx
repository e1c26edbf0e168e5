import { useEffect, useRef } from "react";
import { useFlash } from "../app/flash.tsx";
import { useStrings } from "../i18n/language.ts";
import { forgetRefused, refusedIn, refusedText } from "./refused.ts";

/** As RefusedAlert, for whoever has another session still. */
export function RefusedFlash() {
  const t = useStrings().session;
  const { show } = useFlash();
  const refused = useRef(refusedIn(window.location.search));
  useEffect(() => {
    if (!refused.current) return;
    show({ type: "error", header: t.refusedTitle, content: refusedText(t, refused.current) });
    refused.current = null;
    forgetRefused();
  }, [show, t]);
  return null;
}
