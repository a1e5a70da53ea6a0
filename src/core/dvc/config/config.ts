import { readConfigFile } from "./configFile";
import type { ConfigValue } from "./configValue";

/** In the order they shadow each other. */
export type ConfigLevel = "system" | "global" | "repo" | "local";

export interface ConfigText {
  readonly level: ConfigLevel;
  /** Of the file, for messages. */
  readonly name: string;
  /** The folder that relative paths in it start from. */
  readonly folder: string;
  readonly text: string;
}

export interface FoundOption {
  readonly value: ConfigValue;
  readonly from: Omit<ConfigText, "text">;
}

/** All levels as one. */
export interface Config {
  /** Its text, and where it is from; a list is joined with commas. */
  get(section: string, option: string): (FoundOption & { readonly text: string }) | undefined;
  text(section: string, option: string): string | undefined;
  /** `true` or `false` in any case. */
  flag(section: string, option: string): boolean | undefined;
  section(name: string): ReadonlyMap<string, FoundOption>;
  /** Names of remotes. */
  readonly remotes: readonly string[];
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, FoundOption>>;
}

/** The texts in the order they shadow each other: what comes later has the word. */
export function mergeConfigs(texts: readonly ConfigText[]): Config {
  const sections = new Map<string, Map<string, FoundOption>>();
  for (const { text, ...from } of texts) {
    for (const { name, options } of readConfigFile(text, from.name)) {
      const section = sections.get(name) ?? new Map<string, FoundOption>();
      sections.set(name, section);
      for (const option of options) section.set(option.name, { value: option.value, from });
    }
  }
  const get: Config["get"] = (section, option) => {
    const found = sections.get(section)?.get(option);
    return found && { ...found, text: typeof found.value === "string" ? found.value : found.value.join(",") };
  };
  return {
    get,
    sections,
    text: (section, option) => get(section, option)?.text,
    flag(section, option) {
      const text = get(section, option)?.text.toLowerCase();
      return text === "true" ? true : text === "false" ? false : undefined;
    },
    section: (name) => sections.get(name) ?? new Map(),
    remotes: [...sections.keys()].flatMap((name) => /^remote "(.*)"$/.exec(name)?.[1] ?? []),
  };
}
