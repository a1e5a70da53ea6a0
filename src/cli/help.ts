import type { Option, Options } from "./args";
import { globalOptions, optionsOf } from "./globalOptions";
import type { Verb } from "./verb";
import type { VerbEntry } from "./verbEntry";

export function generalHelp(verbs: readonly VerbEntry[]): string {
  const width = Math.max(...verbs.map((each) => each.name.length)) + 2;
  const groups = [...new Set(verbs.map((each) => each.group))];
  return [
    "tidemark: what your ML code logs, kept beside it. No server, no account.",
    "",
    "  tidemark run -- python train.py     catch what an unmodified script logs",
    "  tidemark up                         or keep a runtime up for many scripts",
    ...groups.flatMap((group) => [
      "",
      `${group}:`,
      ...verbs.filter((each) => each.group === group).map((each) => `  ${each.name.padEnd(width)}${each.summary}`),
    ]),
    "",
    "Options of every command:",
    ...optionLines(globalOptions),
    "",
    "`tidemark COMMAND --help` says more. Exit codes: 0 done, 1 a check said no, 2 wrong usage or bad input.",
  ].join("\n");
}

/** `tidemark runs --help`: the commands whose first word that is. */
export function familyHelp(verbs: readonly VerbEntry[], word: string): string {
  const family = verbs.filter((each) => each.name.startsWith(`${word} `));
  const width = Math.max(...family.map((each) => each.name.length)) + 2;
  return [
    `tidemark ${word} COMMAND`,
    "",
    ...family.map((each) => `  ${each.name.padEnd(width)}${each.summary}`),
    "",
    `\`tidemark ${word} COMMAND --help\` says more.`,
  ].join("\n");
}

export function verbHelp({ name, summary, group }: VerbEntry, { usage, about, options }: Verb): string {
  const ofAll = { ...globalOptions, ...optionsOf(group) };
  return [
    `tidemark ${name} ${usage}`.trimEnd(),
    "",
    summary.slice(0, 1).toUpperCase() + summary.slice(1),
    ...(about === "" ? [] : ["", about]),
    "",
    "Options:",
    ...optionLines({ ...options, ...ofAll }),
  ].join("\n");
}

function optionLines(options: Options): string[] {
  const spelled = Object.entries(options).map(([name, option]) => [spell(name, option), option.help] as const);
  const width = Math.max(...spelled.map(([left]) => left.length)) + 2;
  return spelled.map(([left, help]) => `  ${left.padEnd(width)}${help}`);
}

function spell(name: string, option: Option): string {
  const long = option.kind === "flag" ? `--${name}` : `--${name} ${option.value}`;
  return option.short ? `-${option.short}, ${long}` : long;
}
