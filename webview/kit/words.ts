let words: Readonly<Record<string, string>> = {};
let locale = "en";

export function useWords(translations: Readonly<Record<string, string>>, language: string): void {
  words = translations;
  locale = language;
  document.documentElement.lang = language;
}

/** The text in the editor's language, with `{0}`, `{1}`… filled in. */
export function t(text: string, ...args: readonly (string | number)[]): string {
  const said = Object.hasOwn(words, text) ? (words[text] as string) : text;
  return said.replaceAll(/\{(\d+)\}/g, (whole, place: string) => String(args[Number(place)] ?? whole));
}

/** For dates and grouped counts. */
export function pageLocale(): string {
  return locale;
}
