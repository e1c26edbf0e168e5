import { useSpeech } from "../i18n/language.ts";

/** A time, in the reader's own zone: seconds since the epoch, as door B's answers have it, or an ISO text. */
export function When({ at, seconds = false }: { at: number | string | undefined; seconds?: boolean }) {
  const { language, strings } = useSpeech();
  if (at === undefined || at === "") return strings.common.none;
  const time = new Date(typeof at === "number" ? at * 1000 : at);
  return (
    <time dateTime={time.toISOString()}>
      {new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: seconds ? "medium" : "short" }).format(time)}
    </time>
  );
}
