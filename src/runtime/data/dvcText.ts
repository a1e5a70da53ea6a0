import { readFileSync } from "node:fs";
import { editDvcFile, readDvcFile, writeDvcFile } from "../../core/dvc/dvcFile";
import type { Content, Out } from "../../core/dvc/entries";
import { replaceFile } from "./files/replaceFile";

/** A .dvc file for something new. */
export function newDvcText(path: string, content: Content): string {
  const out = { path, content, cache: true, persist: false, push: true };
  return writeDvcFile({ wdir: ".", outs: [out], deps: [], frozen: false, alwaysChanged: false });
}

/** Writes a new content of one output into its .dvc file; says whether anything changed. */
export async function updateDvcFile(path: string, name: string, content: Content): Promise<boolean> {
  const before = readFileSync(path, "utf8");
  const file = await readDvcFile(before, path);
  const outs = file.outs.map((out) => (out.path === name ? withContent(out, content) : out));
  const after = await editDvcFile(before, { ...file, outs });
  if (after === before) return false;
  replaceFile(path, after);
  return true;
}

/** What a remote said of the old content goes with it. */
function withContent(out: Out, content: Content): Out {
  if (out.content?.md5 === content.md5) return { ...out, content };
  const { cloud: _, files: __, ...rest } = out;
  return { ...rest, content };
}
