import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { editDvcFile, readDvcFile } from "../../core/dvc/dvcFile";
import { invalid } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { replaceFile } from "./files/replaceFile";
import { addIgnored, removeIgnored, stageFiles } from "./gitIgnoreFile";
import { outsBeside } from "./tracked";

/** Renames tracked data, with its .dvc file where that has its name. Both paths absolute. */
export async function moveData(
  room: DataRoom,
  from: string,
  to: string,
): Promise<{ path: string; file: string; wasThere: boolean }> {
  const { root, gitRoot, autostage } = room.project;
  const target = statSync(to, { throwIfNoEntry: false })?.isDirectory() ? join(to, basename(from)) : to;
  const name = relative(root, from);
  const outs = await outsBeside(room, [from, target]);
  const tracked = outs.find(({ path }) => path === from) ?? invalid(`${name} is not tracked`);
  if (tracked.stage !== undefined)
    invalid(`${name} is an output of stage '${tracked.stage}'; change its path in ${relative(root, tracked.from)}`);
  const goal = relative(root, target);
  if (goal === "" || goal.startsWith("..")) invalid(`${target} is not inside the project ${root}`);
  if (existsSync(target)) invalid(`${goal} is there already`);
  const taken = outs.find(
    ({ path }) => path !== from && (target.startsWith(`${path}/`) || path.startsWith(`${target}/`)),
  );
  if (taken)
    invalid(`${goal} overlaps with ${relative(root, taken.path)}, which is tracked by ${relative(root, taken.from)}`);
  if (!existsSync(dirname(target))) invalid(`${relative(root, dirname(target))} does not exist`);
  room.refuseBusy([from, target]);
  const isNamed = basename(tracked.from) === `${basename(from)}.dvc`;
  const file = isNamed ? `${target}.dvc` : tracked.from;
  if (isNamed && existsSync(file)) invalid(`${relative(root, file)} is there already`);

  const before = readFileSync(tracked.from, "utf8");
  const old = await readDvcFile(before, relative(root, tracked.from));
  const wdir = isNamed ? dirname(file) : join(dirname(file), old.wdir);
  const moved = old.outs.map((out) => (out.path === tracked.out.path ? { ...out, path: relative(wdir, target) } : out));
  const text = await editDvcFile(before, { ...old, wdir: isNamed ? "." : old.wdir, outs: moved });

  mkdirSync(dirname(file), { recursive: true });
  const touched = [tracked.from, file];
  // data first: whatever ends us between, a .dvc file names what is there or the old place
  const wasThere = lstatSync(from, { throwIfNoEntry: false }) !== undefined;
  if (wasThere) renameSync(from, target);
  replaceFile(file, text);
  if (file !== tracked.from) rmSync(tracked.from);
  if (gitRoot !== undefined && tracked.out.cache) {
    for (const changed of [removeIgnored(from), await addIgnored(gitRoot, target)])
      if (changed !== undefined) touched.push(changed);
  }
  if (autostage && gitRoot !== undefined) await stageFiles(gitRoot, touched);
  return { path: target, file, wasThere };
}
