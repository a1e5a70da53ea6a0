import * as vscode from "vscode";
import { type Collected, deletedBefore, readCollected } from "../../shared/collected";
import { formatBytes, formatCount } from "../../shared/format";
import { chooseFolder } from "../commands/chooseFolder";
import { askInSteps } from "../pick/steps";
import type { Runtimes } from "../runtime/runtimes";

interface AgeItem extends vscode.QuickPickItem {
  /** Milliseconds. */
  readonly age: number;
}

const day = 86_400_000;

const mostNamed = 10;

/** Takes away for good what was deleted long ago. Says what goes before anything does. */
export async function collectGarbage(runtimes: Runtimes): Promise<void> {
  const { t } = vscode.l10n;
  const runtime = await chooseFolder(runtimes);
  if (runtime === undefined) return;
  const items: AgeItem[] = [
    { label: t("Deleted over 30 days ago"), age: 30 * day },
    { label: t("Deleted over 7 days ago"), age: 7 * day },
    { label: t("All that is deleted"), age: 0 },
  ];
  const answer = await askInSteps<{ chosen: AgeItem }>(t("Collect garbage"), [
    { ask: async (_, form) => ({ chosen: await form.pick({ items, placeholder: t("What may go for good?") }) }) },
  ]);
  if (answer === undefined) return;
  const door = await runtime.door();
  const { age } = answer.chosen;
  const path = "/api/tidemark/v1/gc";
  const asked = deletedBefore(age, Date.now());
  const plan = await door.post(path, { ...asked, dry_run: true }, readCollected);
  const goes = count(plan);
  if (goes === "") {
    vscode.window.setStatusBarMessage(t("Nothing was deleted that long ago."), 5000);
    return;
  }
  const remove = t("Delete for Good");
  const chosen = await vscode.window.showWarningMessage(
    t("Delete {0} of {1} for good?", goes, runtime.folder.name),
    { modal: true, detail: detailOf(plan) },
    remove,
  );
  if (chosen !== remove) return;
  const done = await vscode.window.withProgress({ location: { viewId: "tidemark.runs" } }, async () =>
    door.post(path, asked, readCollected),
  );
  vscode.window.setStatusBarMessage(t("Deleted {0}; {1} given back.", count(done), formatBytes(done.bytes)), 8000);
}

function count({ runs, experiments, logged_models }: Collected): string {
  const { t } = vscode.l10n;
  const parts = [
    [runs.length, t("1 run"), t("{0} runs", formatCount(runs.length))],
    [experiments.length, t("1 experiment"), t("{0} experiments", formatCount(experiments.length))],
    [logged_models.length, t("1 logged model"), t("{0} logged models", formatCount(logged_models.length))],
  ] as const;
  return parts
    .filter(([many]) => many > 0)
    .map(([many, one, several]) => (many === 1 ? one : several))
    .join(", ");
}

function detailOf({ runs, experiments, held }: Collected): string {
  const { t } = vscode.l10n;
  const names = [...experiments, ...runs].map(({ name, id }) => name || id);
  const more = names.length - mostNamed;
  return [
    t("Their artifacts go with them. This cannot be undone."),
    "",
    ...names.slice(0, mostNamed),
    ...(more > 0 ? [t("and {0} more", formatCount(more))] : []),
    ...(held.length > 0
      ? ["", t("{0} deleted runs stay: a registered model still needs their files.", formatCount(held.length))]
      : []),
  ].join("\n");
}
