import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Finding, good, problem, warning } from "./finding";

const execute = promisify(execFile);
const patience = 10_000;

/** The first line that a program prints, or undefined when it cannot be started or fails. */
async function firstLine(program: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await execute(program, [...args], { cwd, timeout: patience, windowsHide: true });
    return (stdout.trim() || stderr.trim()).split("\n")[0];
  } catch {
    return undefined; // not there, or not usable: the same to whoever asks for it
  }
}

const leastNode = [20, 19] as const;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const isEnough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return isEnough
    ? good("node", version)
    : problem("node", `${version} is too old`, `install Node ${leastNode.join(".")} or newer`);
}

export async function checkGit(workspace: string): Promise<Finding> {
  const version = await firstLine("git", ["--version"], workspace);
  if (version === undefined)
    return warning("git", "not found", "install git so that runs know their commit and uncommitted changes");
  const commit = await firstLine("git", ["rev-parse", "--short", "HEAD"], workspace);
  return commit === undefined
    ? warning("git", `${version}; no commit here`, "`git init` and commit, so that a run can be traced to its code")
    : good("git", `${version}; at commit ${commit}`);
}

const askForMlflow =
  "import sys, importlib.metadata as m\n" +
  "try: found = m.version('mlflow')\n" +
  "except m.PackageNotFoundError:\n" +
  "  try: found = m.version('mlflow-skinny')\n" +
  "  except m.PackageNotFoundError: found = 'none'\n" +
  "print(sys.version.split()[0], found)";

/** Python is never needed by the runtime, only by the user's scripts; so its absence is worth a word and no more. */
export async function checkPython(workspace: string): Promise<Finding> {
  for (const program of pythons(workspace)) {
    const line = await firstLine(program, ["-c", askForMlflow], workspace);
    if (line === undefined) continue;
    const [version, mlflow] = line.split(" ");
    return mlflow === "none"
      ? warning("python", `${version} (${program}) without mlflow`, `${program} -m pip install mlflow`)
      : good("python", `${version} (${program}) with mlflow ${mlflow}`);
  }
  return warning("python", "not found", "nothing to do unless your scripts are Python");
}

function pythons(workspace: string): string[] {
  const inFolder = [".venv", "venv"].flatMap((folder) => [
    join(workspace, folder, "bin", "python"),
    join(workspace, folder, "Scripts", "python.exe"),
  ]);
  return [...inFolder.filter((path) => existsSync(path)), "python3", "python"];
}
