import assert from "node:assert/strict";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { type Ended, tidemark } from "../../cli/tidemark";
import type { Dvc } from "./dvc";

/** One of ours that must succeed. */
export async function ours(cwd: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await tidemark(cwd, "data", ...args);
  if (code !== 0) throw new Error(`tidemark data ${args.join(" ")} ended with ${code}: ${out}${err}`);
  return out;
}

export function tryOurs(cwd: string, ...args: string[]): Promise<Ended> {
  return tidemark(cwd, "data", ...args);
}

/** Both say that nothing differs. */
export async function bothClean(dvc: Dvc, cwd: string): Promise<void> {
  const [status, data, mine] = await Promise.all([
    dvc.ok(cwd, "status", "--json"),
    dvc.ok(cwd, "data", "status", "--json"),
    ours(cwd, "status", "--json"),
  ]);
  assert.deepEqual(JSON.parse(status), {}, "dvc status");
  const said = JSON.parse(data) as { uncommitted?: object; not_in_cache?: object };
  assert.deepEqual([said.uncommitted ?? {}, said.not_in_cache ?? []], [{}, []], "dvc data status");
  const own = JSON.parse(mine) as { clean: boolean; not_in_cache: string[] };
  assert.deepEqual([own.clean, own.not_in_cache], [true, []], "tidemark data status");
}

/** Every file, link and folder below a folder with its mode and content. */
export function picture(folder: string, leaveOut: RegExp = /^\.(git|dvc\/tmp)(\/|$)/): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const name of readdirSync(join(folder, below)).sort()) {
      const path = below === "" ? name : `${below}/${name}`;
      if (leaveOut.test(path)) continue;
      const full = join(folder, path);
      const stats = lstatSync(full);
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(full).replace(folder, "…")}`;
      else if (stats.isDirectory()) {
        found[path] = `folder ${mode}`;
        walk(path);
      } else found[path] = `file ${mode} ${stats.nlink > 1 ? "linked " : ""}${readFileSync(full, "latin1")}`;
    }
  };
  walk("");
  return found;
}
