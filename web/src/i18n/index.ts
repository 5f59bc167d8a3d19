// Words in both languages stand side by side, so that none can be missing:
//
//   const useWords = defineWords("members", { title: ["会员", "Members"], found: ["找到 {{count}} 位", "{{count}} found"] });
//   …  const t = useWords();  t("found", { count: 3 })
import i18next from "i18next";
import { useCallback } from "react";
import { initReactI18next, useTranslation } from "react-i18next";

export type Language = "zh" | "en";

const remembered = () => {
  try {
    return localStorage.getItem("guanxi.language");
  } catch {
    return null; // storage is switched off
  }
};
const initial: Language =
  remembered() === "en" || (remembered() === null && !navigator.language.startsWith("zh")) ? "en" : "zh";

void i18next.use(initReactI18next).init({
  lng: initial,
  fallbackLng: false,
  resources: {},
  interpolation: { escapeValue: false }, // React escapes
  returnNull: false,
  keySeparator: false,
  nsSeparator: false,
});
document.documentElement.lang = initial === "zh" ? "zh-CN" : "en";

export const language = () => i18next.language as Language;

export function setLanguage(next: Language) {
  try {
    localStorage.setItem("guanxi.language", next);
  } catch {
    // it holds until the page is left
  }
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  void i18next.changeLanguage(next);
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language as Language;
}

export type Pair = readonly [zh: string, en: string];
export type Values = Record<string, string | number>;

function add(namespace: string, words: Record<string, Pair>) {
  const of = (at: 0 | 1) => Object.fromEntries(Object.entries(words).map(([key, pair]) => [key, pair[at]]));
  i18next.addResourceBundle("zh", namespace, of(0));
  i18next.addResourceBundle("en", namespace, of(1));
}

export function defineWords<const W extends Record<string, Pair>>(namespace: string, words: W) {
  add(namespace, words);
  return function useWords() {
    const { t } = useTranslation(namespace);
    return useCallback((key: keyof W & string, values?: Values): string => t(key, { ...values }), [t]);
  };
}

/** The one of the two in the language shown: for words that come with data (`name_zh`, `name_en`). */
export const pick = (words: { zh: string; en: string } | undefined) => words?.[language()] ?? "";
