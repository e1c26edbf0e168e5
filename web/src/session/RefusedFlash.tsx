import { useEffect, useRef } from "react";
import { useFlash } from "../app/flash.tsx";
import { useStrings } from "../i18n/language.ts";
import { forgetRefused, refusedIn, refusedText } from "./refused.ts";

/** Why an identity provider's sign-in was refused, for whoever has another session still; else SignIn says it. */
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
