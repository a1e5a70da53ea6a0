import type { Options } from "./args";
import type { VerbEntry } from "./verbEntry";

/** What every command takes. */
export const globalOptions = {
  workspace: { kind: "text", value: "DIR", help: "the workspace folder (default: the current one)" },
  json: { kind: "flag", help: "one JSON document on stdout" },
  help: { kind: "flag", help: "this text" },
} as const satisfies Options;

/** What every command of dvc takes, and so ours of the same names. */
export const dvcOptions = {
  cd: { kind: "text", value: "DIR", help: "as --workspace, which is dvc's name for it" },
  quiet: { kind: "flag", short: "q", help: "print nothing but --json and why it failed" },
  verbose: { kind: "flag", short: "v", help: "with a bug, where in the program it is" },
} as const satisfies Options;

/** Of the commands of a group. */
export function optionsOf(group: VerbEntry["group"]): Options {
  return group === "Data" || group === "Pipelines" ? dvcOptions : {};
}
