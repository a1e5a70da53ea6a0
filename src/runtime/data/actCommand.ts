import { invalid } from "../../shared/apiError";
import type { ActRequest, GcScope } from "../../shared/data";
import type { CommandAct } from "./remoteActs";

/** Whose data are meant, beside the workspace's. */
const scopes: Readonly<Record<GcScope, readonly string[]>> = {
  workspace: [],
  "all-branches": ["-a"],
  "all-tags": ["-T"],
  "all-commits": ["-A"],
};

/** The words of our own command for an act. */
export function commandOf(asked: ActRequest & { readonly act: CommandAct }): string[] {
  const { act, targets, force, remote, jobs, dry, cloud } = asked;
  const forced = force ? ["--force"] : [];
  const at = targets.map(asPath);
  const work = jobs === undefined ? [] : ["--jobs", String(jobs)];
  switch (act) {
    case "init":
      return ["data", "init"];
    case "add":
      return ["data", "add", ...forced, ...work, ...at];
    case "commit":
      return ["data", "commit", ...forced, ...at];
    case "checkout":
      return ["data", "checkout", ...forced, ...at];
    case "push":
    case "pull":
    case "fetch":
      return [
        "data",
        act,
        ...(remote === undefined ? [] : ["--remote", word(remote, "remote")]),
        ...work,
        ...(act === "pull" ? forced : []),
        ...(asked.scope === undefined ? [] : scopes[asked.scope]),
        ...at,
      ];
    case "gc":
      return [
        "data",
        "gc",
        "-w",
        ...(asked.scope === undefined ? invalid("scope: what is kept must be said") : scopes[asked.scope]),
        ...(dry ? ["--dry"] : ["--force"]),
        ...(cloud ? ["--cloud"] : []),
      ];
    case "remove":
    case "unprotect":
      return ["data", act, ...at];
    case "move":
      return ["data", "move", asPath(one(targets, "targets")), asPath(word(asked.to, "to"))];
    case "import-url":
      word(asked.url, "url");
      return ["data", "import-url", ...forced, "-", ...(asked.to === undefined ? [] : [asPath(asked.to)])];
    default:
      return act satisfies never;
  }
}

/** What the command reads from its standard input: an address may have a password in it, and arguments are for all to see. */
export function inputOf({ act, url }: ActRequest): string | undefined {
  return act === "import-url" ? url : undefined;
}

/** A name that begins with a dash is no option. */
function asPath(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}

function word(value: string | undefined, at: string): string {
  if (value === undefined || value === "") return invalid(`${at}: missing`);
  return value.startsWith("-") ? invalid(`${at}: '${value}' begins with a dash`) : value;
}

function one(targets: readonly string[], at: string): string {
  return targets.length === 1 ? word(targets[0], at) : invalid(`${at}: expected one`);
}
