import * as vscode from "vscode";
import { formatDate } from "../../shared/format";
import { type RunDetail, type RunSummary, readRunDetail, readRunsPage } from "../../shared/runs";
import { starTag } from "../../shared/tags";
import type { RunChoice } from "../commands/runArguments";
import { askInSteps } from "../pick/steps";
import type { Door } from "../runtime/door";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

const mlflow = "/api/2.0/mlflow/runs";

export function fetchRunDetail(door: Door, id: string): Promise<RunDetail> {
  return door.get(`/api/tidemark/v1/runs/${encodeURIComponent(id)}`, readRunDetail);
}

export function setTag(door: Door, run_id: string, key: string, value: string): Promise<void> {
  return door.post(`${mlflow}/set-tag`, { run_id, key, value }, nothing);
}

export async function renameRun({ runtime, ids: [id = ""] }: RunChoice): Promise<void> {
  const door = await runtime.door();
  const { name } = await fetchRunDetail(door, id);
  const answer = await askInSteps<{ name: string }>(vscode.l10n.t("Rename {0}", name), [
    {
      ask: async (_, form) => ({
        name: await form.input({ prompt: vscode.l10n.t("New name"), value: name, validate: checkNotEmpty }),
      }),
    },
  ]);
  if (answer && answer.name !== name)
    await door.post(`${mlflow}/update`, { run_id: id, run_name: answer.name.trim() }, nothing);
}

function checkNotEmpty(text: string): string | undefined {
  return text.trim() === "" ? vscode.l10n.t("A name has at least one character.") : undefined;
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The last tag that was given, offered again: a tag seldom goes to one run only. */
let tagBefore: Tag | undefined;

export async function addTag({ runtime, ids }: RunChoice): Promise<void> {
  const title = ids.length === 1 ? vscode.l10n.t("Add tag") : vscode.l10n.t("Add tag to {0} runs", ids.length);
  const tag = await askInSteps<Tag>(title, [
    {
      ask: async (_, form) => ({
        key: await form.input({
          prompt: vscode.l10n.t("Name of the tag"),
          value: tagBefore?.key ?? "",
          placeholder: "team",
          validate: checkKey,
        }),
      }),
    },
    {
      ask: async ({ key = "" }, form) => ({
        value: await form.input({
          prompt: vscode.l10n.t("Value of {0}", key),
          value: tagBefore?.key === key ? tagBefore.value : "",
        }),
      }),
    },
  ]);
  if (tag === undefined) return;
  tagBefore = tag;
  const door = await runtime.door();
  for (const id of ids) await setTag(door, id, tag.key.trim(), tag.value);
}

/** As MLflow takes names of tags. */
function checkKey(key: string): string | undefined {
  if (key.trim() === "") return vscode.l10n.t("A tag has a name.");
  if (key.length > 250) return vscode.l10n.t("A tag's name has at most 250 characters.");
  return /^[\w./: -]*$/.test(key)
    ? undefined
    : vscode.l10n.t("A tag's name is made of letters, digits, and _ - . : / or spaces.");
}

export async function star({ runtime, ids }: RunChoice, isStarred: boolean): Promise<void> {
  const door = await runtime.door();
  for (const run_id of ids) {
    if (isStarred) await setTag(door, run_id, starTag, "true");
    else {
      const { tags } = await fetchRunDetail(door, run_id);
      if (tags.some(({ key }) => key === starTag))
        await door.post(`${mlflow}/delete-tag`, { run_id, key: starTag }, nothing);
    }
  }
}

/** Nothing is lost by it, so nobody is asked; the status bar brings it back with one click. */
export async function deleteRuns(choice: RunChoice, undo: UndoItem): Promise<void> {
  const door = await choice.runtime.door();
  const deleted: string[] = [];
  let name = "";
  try {
    for (const run_id of choice.ids) {
      if (choice.ids.length === 1) ({ name } = await fetchRunDetail(door, run_id));
      await door.post(`${mlflow}/delete`, { run_id }, nothing);
      deleted.push(run_id);
    }
  } finally {
    if (deleted.length > 0) undo.offer({ runtime: choice.runtime, ids: deleted }, name);
  }
}

export async function restoreRuns({ runtime, ids }: RunChoice): Promise<void> {
  const door = await runtime.door();
  for (const run_id of ids) await door.post(`${mlflow}/restore`, { run_id }, nothing);
}

const secondsToUndo = 15;

/** Stands in the status bar for a while after a deletion, and brings the runs back when it is clicked. */
export class UndoItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private timer: NodeJS.Timeout | undefined;
  private last: RunChoice | undefined;

  constructor() {
    this.item = vscode.window.createStatusBarItem("tidemark.undo", vscode.StatusBarAlignment.Left, 9);
    this.item.name = vscode.l10n.t("Tidemark: Undo Delete");
    this.item.command = "tidemark.undoDelete";
  }

  offer(choice: RunChoice, name: string): void {
    this.last = choice;
    const said =
      choice.ids.length === 1
        ? vscode.l10n.t("Deleted {0}: Undo", name)
        : vscode.l10n.t("Deleted {0} runs: Undo", choice.ids.length);
    this.item.text = `$(discard) ${said}`;
    this.item.tooltip = vscode.l10n.t("Brings them back. Later “Restore Runs” does.");
    this.item.accessibilityInformation = { label: said, role: "button" };
    this.item.show();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.item.hide(), secondsToUndo * 1000);
  }

  async undo(): Promise<void> {
    this.item.hide();
    const { last } = this;
    this.last = undefined;
    if (last) await restoreRuns(last);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.item.dispose();
  }
}

interface DeletedRun extends vscode.QuickPickItem {
  readonly runtime: FolderRuntime;
  readonly run: RunSummary;
}

/** Offers what was deleted and not yet purged, newest first. */
export async function pickAndRestore(runtimes: Runtimes): Promise<void> {
  const found = (await Promise.all(runtimes.all().map(deletedRuns))).flat();
  if (found.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t("No deleted runs in this workspace."), 5000);
    return;
  }
  const answer = await askInSteps<{ picked: readonly DeletedRun[] }>(vscode.l10n.t("Restore runs"), [
    {
      ask: async (_, form) => ({
        picked: await form.pickMany({ items: found, placeholder: vscode.l10n.t("Choose the runs to bring back") }),
      }),
    },
  ]);
  for (const { runtime, run } of answer?.picked ?? []) await restoreRuns({ runtime, ids: [run.id] });
}

async function deletedRuns(runtime: FolderRuntime): Promise<DeletedRun[]> {
  const door = await runtime.door();
  const { runs } = await door.get("/api/tidemark/v1/runs?view=deleted&parent=any&limit=1000", readRunsPage);
  const now = Date.now();
  return runs.map((run) => ({
    runtime,
    run,
    label: run.name,
    description: formatDate(run.start_time, { now }),
    detail: run.id,
  }));
}

function nothing(): undefined {
  return undefined;
}
