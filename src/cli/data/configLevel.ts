import { join } from "node:path";
import type { ConfigLevel } from "../../core/dvc/config/config";
import { getProjectRoot } from "../../runtime/data/project/openRepository";
import type { ConfigPlace } from "../../runtime/data/remotes/editRemotes";
import { UsageError } from "../args";

export const levelOptions = {
  global: { kind: "flag", help: "this user's configuration" },
  system: { kind: "flag", help: "this machine's configuration" },
  project: { kind: "flag", help: "the project's: .dvc/config (where nothing else is said, too)" },
  local: { kind: "flag", help: "this clone's: .dvc/config.local, which git does not see; for secrets" },
} as const;

type Levels = { readonly [K in keyof typeof levelOptions]: boolean };

/** Undefined: none was named. */
export function levelOf(levels: Levels): ConfigLevel | undefined {
  const named = (["global", "system", "project", "local"] as const).filter((each) => levels[each]);
  if (named.length > 1) throw new UsageError(`--${named.join(" and --")} exclude each other`);
  return named[0] === "project" ? "repo" : named[0];
}

export function placeOf(workspace: string, levels: Levels): ConfigPlace {
  const dvcFolder = join(getProjectRoot(workspace), ".dvc");
  return { dvcFolder, level: levelOf(levels) ?? "repo", folder: workspace };
}
