import Alert from "@cloudscape-design/components/alert";
import { useEffect, useState } from "react";
import { useStrings } from "../i18n/language.ts";
import { forgetRefused, refusedIn, refusedText } from "./refused.ts";

/** Why an identity provider's sign-in, from which one has just come back, was refused. */
export function RefusedAlert() {
  const t = useStrings().session;
  const [refused] = useState(() => refusedIn(window.location.search));
  useEffect(forgetRefused, []);
  if (!refused) return null;
  return <Alert type="error" header={t.refusedTitle}>{refusedText(t, refused)}</Alert>;
}
