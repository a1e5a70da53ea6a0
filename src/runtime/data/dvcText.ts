import { readFileSync } from "node:fs";
import { editDvcFile, readDvcFile, writeDvcFile } from "../../core/dvc/dvcFile";
import type { Content, Out } from "../../core/dvc/entries";
import { type NewFile, withNewContent } from "../../core/dvc/versionedFiles";
import { replaceFile } from "./files/replaceFile";

/** A .dvc file for something new. */
export function newDvcText(path: string, content: Content): string {
  const out = { path, content, cache: true, persist: false, push: true };
  return writeDvcFile({ wdir: ".", outs: [out], deps: [], frozen: false, alwaysChanged: false });
}

/** What a new content of a folder is made of; asked only where a .dvc file or dvc.lock lists files. */
export type FilesOf = () => readonly NewFile[] | undefined;

/** Writes a new content of one output into its .dvc file; says whether anything changed. */
export async function updateDvcFile(path: string, name: string, content: Content, filesOf: FilesOf): Promise<boolean> {
  return updateDvcOuts(path, ({ path: each }) => (each === name ? { content, filesOf } : undefined));
}

/** The same for some of its outputs. */
export async function updateDvcOuts(
  path: string,
  newOf: (out: Out, wdir: string) => { readonly content: Content; readonly filesOf: FilesOf } | undefined,
): Promise<boolean> {
  const before = readFileSync(path, "utf8");
  const file = await readDvcFile(before, path);
  const outs = file.outs.map((out) => {
    const now = newOf(out, file.wdir);
    return now === undefined ? out : withNewContent(out, now.content, now.filesOf);
  });
  const after = await editDvcFile(before, { ...file, outs });
  if (after === before) return false;
  replaceFile(path, after);
  return true;
}
