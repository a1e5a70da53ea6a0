import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

interface Around {
  /** As the user named it: a path, or a name that is found on the PATH. */
  readonly given: string | undefined;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
}

/** The interpreter that was named, the one of the active environment, the workspace's own, or the one on the PATH. */
export function findPython({ given, workspace, env, platform = process.platform }: Around): string {
  const isWindows = platform === "win32";
  if (given !== undefined && given !== "") return /[/\\]/.test(given) && !isAbsolute(given) ? resolve(given) : given;
  const below = (folder: string) => join(folder, isWindows ? "Scripts/python.exe" : "bin/python");
  const ofConda = (folder: string) => (isWindows ? join(folder, "python.exe") : below(folder));
  const likely = [
    ...(env.VIRTUAL_ENV ? [below(env.VIRTUAL_ENV)] : []),
    ...(env.CONDA_PREFIX ? [ofConda(env.CONDA_PREFIX)] : []),
    ...[".venv", "venv", "env"].map((name) => below(join(workspace, name))),
  ];
  return likely.find((path) => existsSync(path)) ?? (isWindows ? "python" : "python3");
}
