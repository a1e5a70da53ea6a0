import { execFile } from "node:child_process";
import type { Actor } from "./audit";
import { localUser } from "./audit";

const patience = 5000;

/**
 * Under which of the policy's names somebody speaks: their own, or for the user of this machine the one that git knows
 * them by. Undefined: they are none of the approvers.
 */
export async function findApprover(
  by: Actor,
  approvers: readonly string[],
  workspace: string,
): Promise<Actor | undefined> {
  if (approvers.length === 0 || approvers.includes(by.name)) return by;
  if (by.name !== localUser()) return undefined;
  const known = await gitNames(workspace);
  const name = approvers.find((each) => known.includes(each));
  return name === undefined ? undefined : { ...by, name };
}

/** Name and address that git would write into a commit here. Reading the settings runs nothing. */
function gitNames(folder: string): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(
      "git",
      ["config", "--get-regexp", "^user\\.(name|email)$"],
      { cwd: folder, timeout: patience },
      (_error, text) =>
        resolve(
          text
            .split("\n")
            .map((line) => line.slice(line.indexOf(" ") + 1).trim())
            .filter((name) => name !== ""),
        ),
    );
  });
}
