import { invalid } from "../../shared/apiError";
import type { ActRequest, GcScope } from "../../shared/data";

/** Whose data are meant, beside the workspace's. */
const scopes: Readonly<Record<GcScope, readonly string[]>> = {
  workspace: [],
  "all-branches": ["-a"],
  "all-tags": ["-T"],
  "all-commits": ["-A"],
};

/** The words of our own command for an act. */
export function commandOf(asked: ActRequest): string[] {
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
        ...(remote === undefined ? [] : ["--remote", remote]),
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
      return ["data", "import-url", ...forced, word(asked.url, "url"), ...(asked.to === undefined ? [] : [asked.to])];
    case "remote-add":
      return [
        "data",
        "remote",
        "add",
        ...(asked.isDefault ? ["--default"] : []),
        ...(asked.local ? ["--local"] : []),
        word(asked.name, "name"),
        word(asked.url, "url"),
      ];
    case "remote-modify":
      return [
        "data",
        "remote",
        "modify",
        ...(asked.local ? ["--local"] : []),
        ...(asked.to === undefined || asked.to === "" ? ["--unset"] : []),
        word(asked.name, "name"),
        word(asked.option, "option"),
        ...(asked.to === undefined || asked.to === "" ? [] : [asked.to]),
      ];
    case "remote-remove":
      return ["data", "remote", "remove", word(asked.name, "name")];
    default:
      return act satisfies never;
  }
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
