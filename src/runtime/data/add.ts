import { existsSync, lstatSync, statSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import type { Content } from "../../core/dvc/entries";
import { invalid } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { newDvcText, updateDvcFile } from "./dvcText";
import { replaceFile } from "./files/replaceFile";
import { addIgnored, stageFiles } from "./gitIgnoreFile";
import { filesOfLook } from "./index/filesOfLook";
import type { Look } from "./index/lookAt";
import { patchFolder } from "./patchFolder";
import { relinkKept } from "./relink";
import type { WorkOptions } from "./repository";
import { outsBeside, type TrackedOut } from "./tracked";

export interface AddOptions extends WorkOptions {
  /** Only the .dvc files are written. */
  readonly noCommit?: boolean;
  readonly noRelink?: boolean;
  readonly force?: boolean;
}

export interface Added {
  /** Absolute. */
  readonly path: string;
  readonly file: string;
  readonly content: Content;
}

interface Planned {
  readonly path: string;
  /** The .dvc file. */
  readonly file: string;
  /** What is tracked already: the path itself, or a folder around it. */
  readonly tracked: TrackedOut | undefined;
}

/** Tracks files and folders: into the cache, a .dvc file beside each, and a line in .gitignore. */
export async function addData(room: DataRoom, paths: readonly string[], options: AddOptions = {}): Promise<Added[]> {
  const { project } = room;
  const outs = await outsBeside(room, paths);
  const planned = [...new Set(paths)].map((path) => plan(room, path, outs, options.force === true));
  const wanted = planned.filter(({ path }) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  room.refuseBusy(planned.map(({ path, tracked }) => tracked?.path ?? path));
  const keep = options.noCommit !== true;
  const looks = new Map<string, Look | undefined>();
  for (const uses of [true, false]) {
    const group = wanted.filter(({ tracked }) => (tracked?.out.cache ?? true) === uses);
    if (group.length === 0) continue;
    const asked = await lookLegacy(room, group, options);
    const found = await room.look(asked, {
      ...options,
      keep: keep && uses,
      byLink: uses && options.noRelink !== true && project.linkTypes[0] === "hardlink",
    });
    for (const [path, look] of found) looks.set(path, look);
  }
  const added: Added[] = [];
  const written: string[] = [];
  for (const each of planned) {
    const { content, files } = await write(room, each, looks.get(each.path), keep);
    added.push({ path: each.path, file: each.file, content });
    written.push(...files);
  }
  if (keep && !options.noRelink) await relinkKept(room, [...looks.values()], options);
  if (project.autostage && project.gitRoot !== undefined) await stageFiles(project.gitRoot, written);
  return added;
}

/** An entry of dvc 2 stays one as long as its content is the same. */
async function lookLegacy(room: DataRoom, group: readonly Planned[], options: WorkOptions) {
  const old = group.filter(({ path, tracked }) => tracked?.path === path && tracked.out.content?.legacy === true);
  if (old.length === 0) return group.map(({ path }) => ({ path, legacy: false }));
  const looks = await room.look(
    old.map(({ path }) => ({ path, legacy: true })),
    options,
  );
  const same = new Set(
    old
      .filter(({ path, tracked }) => looks.get(path)?.content.md5 === tracked?.out.content?.md5)
      .map(({ path }) => path),
  );
  return group.map(({ path }) => ({ path, legacy: same.has(path) }));
}

function plan(room: DataRoom, path: string, outs: readonly TrackedOut[], force: boolean): Planned {
  const { root } = room.project;
  const name = relative(root, path);
  const tracked = outs.find((out) => out.path === path || path.startsWith(`${out.path}/`));
  if (!lstatSync(path, { throwIfNoEntry: false }) && !(tracked && tracked.path !== path))
    invalid(`${name} does not exist`);
  if (tracked) {
    if (tracked.stage !== undefined)
      invalid(
        `cannot update ${name}: it is an output of stage '${tracked.stage}' in ${relative(root, tracked.from)}; run the pipeline, or take it as it is with: tidemark data commit`,
      );
    if (tracked.path !== path && tracked.out.content && !tracked.out.content.md5.endsWith(".dir"))
      invalid(`${name}: ${relative(root, tracked.path)} is tracked as a file; add that instead`);
    return { path, file: tracked.from, tracked };
  }
  if (name === "")
    invalid("the project as a whole cannot be tracked, with DVC's own files in it; name the files and folders in it");
  if (name.startsWith("..")) invalid(`${path} is not inside the project ${root}`);
  const link = linkUpTo(root, path);
  if (link !== undefined)
    invalid(
      `${name}: ${relative(root, link)} is a link to a folder, and what lies behind one cannot be tracked; add the folder that it leads to`,
    );
  if (isOwn(name)) invalid(`${name} is DVC's own file and cannot be tracked`);
  if (room.files().rules.check(name, lstatSync(path).isDirectory())?.ignores)
    invalid(`${name} is left out by .dvcignore; take it out of there first`);
  const inner = outs.find((out) => out.path.startsWith(`${path}/`));
  if (inner)
    invalid(
      `cannot add ${name}: ${relative(root, inner.path)} in it is tracked by ${relative(root, inner.from)}; remove that first: tidemark data remove ${relative(root, inner.from)}`,
    );
  const file = `${path}.dvc`;
  if (existsSync(file) && !force)
    invalid(`${relative(root, file)} is there already and names something else; --force overwrites it`);
  return { path, file, tracked: undefined };
}

/** As dvc: the first folder on the way that is a link. A link to a file is fine. */
function linkUpTo(root: string, path: string): string | undefined {
  for (let at = path; at !== root; at = dirname(at))
    if (lstatSync(at).isSymbolicLink() && statSync(at, { throwIfNoEntry: false })?.isDirectory()) return at;
  return undefined;
}

function isOwn(name: string): boolean {
  const last = basename(name);
  return (
    name === ".dvc" ||
    name.startsWith(".dvc/") ||
    last === "dvc.yaml" ||
    last === "dvc.lock" ||
    last === ".dvcignore" ||
    last.endsWith(".dvc")
  );
}

/** The files around the data; answers those that git should take up. */
async function write(
  room: DataRoom,
  { path, file, tracked }: Planned,
  look: Look | undefined,
  keep: boolean,
): Promise<{ content: Content; files: string[] }> {
  const { gitRoot } = room.project;
  const outPath = tracked?.path ?? path;
  const patched =
    tracked && tracked.path !== path
      ? patchFolder(room, tracked, path.slice(tracked.path.length + 1), look, keep)
      : undefined;
  const content = patched?.content ?? look?.content ?? invalid(`${path} went while it was added`);
  const ignored =
    gitRoot === undefined || tracked?.out.cache === false ? undefined : await addIgnored(gitRoot, outPath);
  if (tracked)
    await updateDvcFile(file, tracked.out.path, content, () => patched?.files ?? (look && filesOfLook(look)));
  else replaceFile(file, newDvcText(basename(path), content));
  return { content, files: [file, ...(ignored === undefined ? [] : [ignored])] };
}
