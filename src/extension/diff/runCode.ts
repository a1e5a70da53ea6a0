import * as vscode from "vscode";
import { applyPatch } from "../../core/patch/applyPatch";
import { type Patch, readPatch } from "../../core/patch/readPatch";
import { storedFileRoute } from "../../shared/artifacts";
import { type Provenance, provenanceRoute, readProvenance } from "../../shared/provenance";
import { type RunDetail, readRunDetail } from "../../shared/runs";
import { type Door, isNotThere } from "../runtime/door";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { fileAt, repositoryWith } from "./git";

/** The code of a run: what was committed, and what was changed since and not committed. */
export interface RunCode {
  readonly run: RunDetail;
  readonly provenance: Provenance | undefined;
  readonly commit: string | undefined;
  readonly patch: Patch;
}

export async function codeOf(runtime: FolderRuntime, id: string): Promise<RunCode> {
  const door = await runtime.door();
  const run = await door.get(`/api/tidemark/v1/runs/${encodeURIComponent(id)}`, readRunDetail);
  const provenance = await provenanceOf(door, id);
  const tagged = run.tags.find(({ key }) => key === "mlflow.source.git.commit")?.value;
  const commit = provenance?.commit ?? tagged;
  const stored = provenance?.patch_path && (await door.bytes("GET", storedFileRoute(provenance.patch_path)));
  return { run, provenance, commit, patch: readPatch(stored ? new TextDecoder().decode(stored) : "") };
}

/** Undefined where the runtime saw nothing of how the run was started. */
async function provenanceOf(door: Door, id: string): Promise<Provenance | undefined> {
  try {
    return await door.get(provenanceRoute(id), readProvenance);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** The commit, and the working tree that has it. */
export async function repositoryOf(
  { run, commit }: RunCode,
  runtime: FolderRuntime,
): Promise<{ readonly root: string; readonly commit: string }> {
  if (commit === undefined)
    throw new Error(
      vscode.l10n.t("{0} does not say which commit it ran at: it was not started in a git repository.", run.name),
    );
  return { root: await repositoryWith(runtime.path, commit), commit };
}

/** A file as the run had it. Where the change does not fit what was committed, what was committed. */
export async function fileInRun({ patch }: RunCode, { root, commit }: { root: string; commit: string }, path: string) {
  const changed = patch.files.find((file) => file.path === path);
  if (changed?.state === "deleted") return "";
  const committed = changed?.state === "added" ? "" : await fileAt(root, commit, changed?.from ?? path);
  return changed === undefined ? committed : (applyPatch(committed, changed) ?? committed);
}
