import { I18nProvider } from "@cloudscape-design/components/i18n";
import enMessages from "@cloudscape-design/components/i18n/messages/all.en";
import { type ReactNode, useEffect, useState } from "react";
import { firstLanguage, type Language, SpeechContext, type Strings, stringsOf } from "./language.ts";

interface Spoken {
  language: Language;
  strings: Strings;
  messages: typeof enMessages;
}

async function speak(language: Language): Promise<Spoken> {
  const strings = await stringsOf(language);
  const messages = language === "ja" ? (await import("@cloudscape-design/components/i18n/messages/all.ja")).default : enMessages;
  return { language, strings, messages };
}

/** Gives the page its texts, our own and Cloudscape's, in one language. */
export function SpeechProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [spoken, setSpoken] = useState<Spoken>();

  useEffect(() => {
    let wanted = true;
    void speak(language).then((found) => {
      if (!wanted) return;
      document.documentElement.lang = language;
      setSpoken(found);
    });
    return () => {
      wanted = false;
    };
  }, [language]);

  if (!spoken) return null;
  const choose = (next: Language) => {
    localStorage.setItem("language", next);
    setLanguage(next);
  };
  return (
    <SpeechContext value={{ language: spoken.language, strings: spoken.strings, choose }}>
      <I18nProvider locale={spoken.language} messages={[spoken.messages]}>
        {children}
      </I18nProvider>
    </SpeechContext>
  );
}
