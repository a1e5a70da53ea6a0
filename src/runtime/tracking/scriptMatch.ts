/** What a run's tags say of the script it came from. */
export interface SaidSource {
  /** MLflow's: `sys.argv[0]`, so as it was typed. */
  readonly name: string | undefined;
  /** Ours, of runs that we started: from the workspace, or absolute outside of it. */
  readonly path: string | undefined;
  readonly cwd: string | undefined;
}

/**
 * Whether a run came from a script. A relative name counts from where the run was started, if that is known; else from the
 * workspace, or from a folder on the way to the script unless the workspace has another file by that name.
 */
export function createScriptMatch(
  script: string,
  workspace: string,
  exists: (path: string) => Promise<boolean>,
): (said: SaidSource) => Promise<boolean> {
  const target = plain(script);
  const root = plain(workspace);
  return async ({ name, path, cwd }) => {
    if (path) return absolute(path, root) === target;
    if (!name) return false;
    if (isAbsolute(name)) return plain(name) === target;
    if (cwd) return absolute(name, plain(cwd)) === target;
    const below = absolute(name, root);
    if (below === target) return true;
    const short = below.startsWith(`${root}/`) ? below.slice(root.length) : undefined;
    return short !== undefined && target.startsWith(`${root}/`) && target.endsWith(short) && !(await exists(below));
  };
}

function isAbsolute(path: string): boolean {
  return /^([A-Za-z]:)?[\\/]/.test(path);
}

function absolute(path: string, from: string): string {
  return plain(isAbsolute(path) ? path : `${from}/${path}`);
}

/** One way to write a path: slashes, a small drive letter, no `.` and `..`. */
function plain(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  const whole = parts.join("/");
  return /^[A-Za-z]:/.test(whole) ? whole.slice(0, 1).toLowerCase() + whole.slice(1) : `/${whole}`;
}
