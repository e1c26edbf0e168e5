import { wallClock } from "../../../components/wallClock.ts";
import { useSpeech } from "../../../i18n/language.ts";

/** Periods as people read them: a day, or a day and a time where the time says something. */
export function useWhen(): (time: string) => string {
  const { language } = useSpeech();
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return (time) => (time.endsWith("T00:00:00") ? day : moment).format(wallClock(time));
}
