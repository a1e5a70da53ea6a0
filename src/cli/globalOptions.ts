import type { Options } from "./args";

/** What every command takes. */
export const globalOptions = {
  workspace: { kind: "text", value: "DIR", help: "the workspace folder (default: the current one)" },
  json: { kind: "flag", help: "one JSON document on stdout" },
  help: { kind: "flag", help: "this text" },
} as const satisfies Options;
