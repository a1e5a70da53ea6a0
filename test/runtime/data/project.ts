import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { initProject } from "../../../src/runtime/data/project/initProject";

/** A new project of DVC with git around it. */
export async function newProject(files: Readonly<Record<string, string | Buffer>> = {}): Promise<string> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "data-")));
  execFileSync("git", ["init", "-q"], { cwd: root });
  await initProject(root, {});
  put(root, files);
  return root;
}

export function put(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

export function drop(root: string): void {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}
