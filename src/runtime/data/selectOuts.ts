import { existsSync, statSync } from "node:fs";
import { relative } from "node:path";
import { ApiError, type FileError } from "../../shared/apiError";
import type { DataRoom } from "./dataRoom";
import { type Faulty, meansFile, type TrackedOut, trackedOuts } from "./tracked";

export interface Selected {
  readonly tracked: TrackedOut;
  /** A path inside the output, where only that is meant; "" is the whole. */
  readonly below: string;
}

export interface Targets {
  /** As typed; paths are resolved against `folder`. */
  readonly words: readonly string[];
  /** Absolute: the folder in which the words were typed. */
  readonly folder: string;
  readonly root: string;
  /** `-R`: whatever lies below a folder. */
  readonly recursive?: boolean;
  /** `-d`: the outputs that the meant stages depend on as well. */
  readonly withDeps?: boolean;
}

/** What a command is about. Files that do not read are told where the words mean them, and the rest is gone on with. */
export async function selectTracked(
  room: DataRoom,
  targets: Omit<Targets, "root">,
  faulty: Faulty,
): Promise<{ readonly tracked: readonly TrackedOut[]; readonly selected: Selected[]; readonly isWhole: boolean }> {
  const { root } = room.project;
  const faults: FileError[] = [];
  const tracked = await trackedOuts(room, (fault) => faults.push(fault));
  const { words, folder } = targets;
  const meant = (word: string) => faults.filter(({ file }) => meansFile(absolute(folder, word), `${root}/${file}`));
  const told = new Set(words.length === 0 ? faults : words.flatMap(meant));
  // what stands in them is no unknown name
  const known = words.filter(
    (word) => meant(word).length === 0 || selectOne(tracked, word, { ...targets, root }).length > 0,
  );
  const [first] = told;
  if (first && words.length > 0 && known.length === 0) throw first;
  const stages = faults.find(({ file }) => !file.endsWith(".dvc"));
  try {
    const selected = selectOuts(tracked, { ...targets, words: known, root });
    for (const fault of told) faulty(fault);
    return { tracked, selected, isWhole: faults.length === 0 };
  } catch (thrown) {
    // a name that is unknown may be one of a stage
    throw thrown instanceof UnknownTarget && stages ? stages : thrown;
  }
}

class UnknownTarget extends ApiError {}

/** What of the outputs is meant: none given stands for all. */
export function selectOuts(outs: readonly TrackedOut[], targets: Targets): Selected[] {
  if (targets.words.length === 0) return outs.map((tracked) => ({ tracked, below: "" }));
  const selected = new Map<string, Selected>();
  for (const word of targets.words) {
    const found = selectOne(outs, word, targets);
    if (found.length === 0) throw unknownTarget(word, targets);
    for (const each of found) {
      const key = `${each.tracked.path}\0${each.below}`;
      const hasWhole = selected.has(`${each.tracked.path}\0`);
      if (!hasWhole) selected.set(key, each);
    }
  }
  return targets.withDeps ? withDeps(outs, [...selected.values()]) : [...selected.values()];
}

/** Stage by stage upwards. */
function withDeps(outs: readonly TrackedOut[], selected: readonly Selected[]): Selected[] {
  const all = [...selected];
  const seen = new Set(selected.map(({ tracked }) => tracked));
  for (const { tracked } of all) {
    for (const dep of tracked.deps ?? []) {
      const above = outs.filter(({ path }) => path === dep || dep.startsWith(`${path}/`) || path.startsWith(`${dep}/`));
      for (const each of above) if (!seen.has(each)) all.push({ tracked: each, below: "" });
      for (const each of above) seen.add(each);
    }
  }
  return all;
}

function selectOne(outs: readonly TrackedOut[], word: string, { folder, root, recursive }: Targets): Selected[] {
  const path = absolute(folder, word);
  const whole = (tracked: TrackedOut): Selected => ({ tracked, below: "" });
  const files = outs.filter(({ from }) => from === path);
  if (files.length > 0) return files.map(whole);
  const stages = outs.filter((out) => out.stage !== undefined && addresses(out, folder, root).includes(word));
  if (stages.length > 0) return stages.map(whole);
  for (const tracked of outs) {
    if (tracked.path === path) return [whole(tracked)];
    if (path.startsWith(`${tracked.path}/`)) return [{ tracked, below: path.slice(tracked.path.length + 1) }];
  }
  const inside = outs.filter((out) => out.path.startsWith(`${path}/`));
  return recursive || inside.length > 0 ? inside.map(whole) : [];
}

/** How a stage may be called: its name, its group's, and both behind their dvc.yaml. */
function addresses({ stage = "", from }: TrackedOut, folder: string, root: string): string[] {
  const names = [stage, stage.split("@")[0] ?? ""];
  const files = [relative(folder, from), relative(root, from)];
  const isHere = files.includes("dvc.yaml");
  return [...(isHere ? names : []), ...files.flatMap((file) => names.map((name) => `${file}:${name}`)), `:${stage}`];
}

export function absolute(folder: string, word: string): string {
  const joined = word.startsWith("/") ? word : `${folder}/${word}`;
  const parts: string[] = [];
  for (const part of joined.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function unknownTarget(word: string, { folder }: Targets): ApiError {
  const path = absolute(folder, word);
  const is = existsSync(path)
    ? statSync(path).isDirectory()
      ? "nothing in it is tracked"
      : "it is not tracked"
    : "there is no such file, output or stage";
  return new UnknownTarget(
    "INVALID_PARAMETER_VALUE",
    `${word}: ${is}; tidemark data status lists what is, tidemark data add tracks it`,
  );
}
