import { existsSync, lstatSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readLockFile } from "../../core/dvc/lockFile";
import { invalid } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { replaceFile } from "./files/replaceFile";
import { removeIgnored, stageFiles } from "./gitIgnoreFile";
import { whyLedOut, whyOutside } from "./project/insideProject";
import { absolute } from "./selectOuts";
import { outsBeside, type TrackedOut } from "./tracked";

/** No longer tracks what .dvc files or stages name; the data stay, unless `withOuts`. Answers what was removed. */
export async function removeData(
  room: DataRoom,
  words: readonly string[],
  { folder, withOuts }: { readonly folder: string; readonly withOuts: boolean },
): Promise<string[]> {
  const { root, gitRoot, autostage } = room.project;
  const outs = await outsBeside(
    room,
    words.map((word) => absolute(folder, word)),
  );
  const groups = words.map((word) => ({ word, outs: findGroup(room, outs, word, folder) }));
  room.refuseBusy(groups.flatMap((group) => group.outs.map(({ path }) => path)));
  if (withOuts)
    for (const { path } of groups.flatMap((group) => group.outs)) {
      const why = whyOutside(root, path) ?? whyLedOut(root, dirname(path));
      if (why !== undefined) invalid(why);
    }
  const touched: string[] = [];
  for (const group of groups) {
    const [first] = group.outs;
    if (!first) continue;
    for (const { path, out } of group.outs) {
      const ignored = gitRoot === undefined || !out.cache ? undefined : removeIgnored(path);
      if (ignored !== undefined) touched.push(ignored);
      if (withOuts) rmSync(path, { recursive: true, force: true });
    }
    if (first.stage === undefined) rmSync(first.from);
    else
      for (const stage of new Set(group.outs.map((each) => each.stage as string))) await removeStage(first.from, stage);
    touched.push(first.from);
  }
  if (autostage && gitRoot !== undefined) await stageFiles(gitRoot, touched);
  return groups.flatMap((group) => group.outs.map(({ path }) => relative(root, path)));
}

function findGroup(room: DataRoom, outs: readonly TrackedOut[], word: string, folder: string): TrackedOut[] {
  const path = absolute(folder, word);
  const here = join(folder, "dvc.yaml");
  const byFile = outs.filter(({ from, stage }) => from === path && stage === undefined);
  if (byFile.length > 0) return byFile;
  const [file = "", name = ""] = word.includes(":") ? word.split(":", 2) : [here, word];
  const byStage = outs.filter(
    ({ from, stage }) => stage === name && from === absolute(folder, file === "" ? "dvc.yaml" : file),
  );
  if (byStage.length > 0) return byStage;
  if (outs.some(({ from }) => from === `${path}.dvc`))
    return invalid(`${word} is data; name its file to stop tracking it: tidemark data remove ${word}.dvc`);
  if (lstatSync(path, { throwIfNoEntry: false })) return invalid(`${word} is no .dvc file and no stage`);
  return invalid(`${word}: no such .dvc file or stage in ${relative(dirname(room.project.root), room.project.root)}`);
}

async function removeStage(file: string, stage: string): Promise<void> {
  const { editYaml } = await import("../../core/yaml/editYaml");
  const edit = editYaml(readFileSync(file, "utf8"));
  if (edit.remove(["stages", stage])) replaceFile(file, edit.text());
  const path = join(dirname(file), "dvc.lock");
  if (!existsSync(path)) return;
  const text = (await readLockFile(readFileSync(path, "utf8"), path)).withoutStage(stage);
  if (text === undefined) rmSync(path);
  else replaceFile(path, text);
}
