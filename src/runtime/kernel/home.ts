import { linkSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "../../shared/apiError";
import type { Places } from "./kernel";

export function placesOf(workspace: string): Places {
  const home = join(workspace, ".tidemark");
  return { workspace, home, artifacts: join(home, "artifacts") };
}

const ours = ["logs", "store", "store/damaged", "artifacts", "batch", "logs/runtime.log", "port"];

/** Makes `.tidemark` with what keeps it out of git. */
export function makeHome({ home }: Places): void {
  // a repository can carry a link, and we write nothing outside of the workspace
  for (const path of [home, ...ours.map((name) => join(home, name))])
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new ApiError(
        "INVALID_STATE",
        `${path} is a link: make it a folder or remove it, Tidemark writes only inside the workspace`,
      );
  mkdirSync(join(home, "logs"), { recursive: true });
  createWhole(join(home, ".gitignore"), "*\n", 0o644);
}

/** Creates a file that is whole from its first moment; false when there is one already. */
export function createWhole(path: string, text: string, mode: number): boolean {
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(own, text, { mode, flag: "wx" });
    linkSync(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!linksAreMissing(error)) throw error;
    return createExclusively(path, text, mode);
  } finally {
    rmSync(own, { force: true });
  }
}

/** FAT and some network folders know no links; there a reader may for a moment see it empty. */
function createExclusively(path: string, text: string, mode: number): boolean {
  try {
    writeFileSync(path, text, { mode, flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function linksAreMissing(error: unknown): boolean {
  return ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(codeOf(error) ?? "");
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
