import { createContext, useContext } from "react";
import { en } from "./en/index.ts";

export type Strings = typeof en;
export type Language = "en" | "ja";

export interface Speech {
  language: Language;
  strings: Strings;
  choose: (language: Language) => void;
}

export const SpeechContext = createContext<Speech>({ language: "en", strings: en, choose: () => undefined });

/** Every text of the page, in the language chosen. */
export function useStrings(): Strings {
  return useContext(SpeechContext).strings;
}

/** The language, and how to choose another. */
export function useSpeech(): Speech {
  return useContext(SpeechContext);
}

/** The language to begin with: the one chosen before, else the browser's. */
export function firstLanguage(): Language {
  const chosen = localStorage.getItem("language");
  if (chosen === "en" || chosen === "ja") return chosen;
  return navigator.languages.some((each) => each.toLowerCase().startsWith("ja")) ? "ja" : "en";
}

/** The texts of a language; Japanese is loaded when asked for. */
export async function stringsOf(language: Language): Promise<Strings> {
  return language === "ja" ? (await import("./ja/index.ts")).ja : en;
}
