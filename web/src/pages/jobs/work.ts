/** A job's kind, or its phase, in words; one without words of its own as it is. */
export function workOf(kind: string, words: Readonly<Record<string, string>>): string {
  return words[kind] ?? kind;
}
