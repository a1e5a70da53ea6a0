import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import { integer, list, object, string } from "../../shared/readers";
import { chooseFolder } from "../commands/chooseFolder";
import { type Form, Unanswered } from "../pick/form";
import { askInSteps } from "../pick/steps";
import { followJob } from "../runtime/followJob";
import type { Runtimes } from "../runtime/runtimes";

type Kind = "folder" | "database" | "server";

interface KindItem extends vscode.QuickPickItem {
  readonly of: Kind;
}

interface Answers {
  readonly kind: KindItem;
  /** A path or an address. */
  readonly source: string;
  readonly token: string;
}

let serverBefore = "";

/** Takes in what MLflow keeps elsewhere; what is here already stays. */
export async function importRuns(runtimes: Runtimes, log: vscode.LogOutputChannel): Promise<void> {
  const { t } = vscode.l10n;
  const runtime = await chooseFolder(runtimes);
  if (runtime === undefined) return;
  const answers = await askInSteps<Answers>(t("Import runs"), [
    { ask: async (_, form) => ({ kind: await form.pick({ items: kinds(), placeholder: t("From where?") }) }) },
    {
      ask: async ({ kind }, form) => ({
        source:
          kind?.of === "server" ? await askServer(form) : await askPath(kind?.of ?? "folder", runtime.folder.uri, form),
      }),
    },
    {
      isAsked: ({ kind }) => kind === undefined || kind.of === "server",
      ask: async ({ source = "" }, form) => ({
        token: await form.input({
          prompt: t("Token of {0}, if it asks for one. It is used for this import and not kept.", source),
          placeholder: t("none"),
        }),
      }),
    },
  ]);
  if (answers === undefined) return;
  const { source, token = "" } = answers;
  const door = await runtime.door();
  const body = { kind: "mlflow", source, ...(token === "" ? {} : { token }) };
  const { job } = await door.post("/api/tidemark/v1/import", body, object({ job: string }));
  const result = await followJob(door, job, t("Importing runs from {0}", shortOf(source)));
  if (result === undefined) {
    vscode.window.setStatusBarMessage(t("The import was stopped. What had come in stays."), 8000);
    return;
  }
  tell(readTally(result, "result"), log);
}

function kinds(): KindItem[] {
  const { t } = vscode.l10n;
  return [
    {
      of: "folder",
      label: t("An mlruns folder…"),
      detail: t("or a folder that holds one"),
      iconPath: new vscode.ThemeIcon("folder"),
    },
    {
      of: "database",
      label: t("An mlflow.db file…"),
      detail: t("what MLflow 3 writes beside mlruns"),
      iconPath: new vscode.ThemeIcon("database"),
    },
    {
      of: "server",
      label: t("A tracking server…"),
      detail: t("by its address"),
      iconPath: new vscode.ThemeIcon("remote"),
    },
  ];
}

async function askServer(form: Form): Promise<string> {
  const { t } = vscode.l10n;
  const source = await form.input({
    prompt: t("Address of the MLflow server"),
    placeholder: "https://mlflow.example.com",
    value: serverBefore,
    validate: (text) =>
      /^https?:\/\/[^\s/]+/i.test(text.trim()) ? undefined : t("An address begins with http:// or https://"),
  });
  serverBefore = source.trim();
  return serverBefore;
}

interface PathItem extends vscode.QuickPickItem {
  readonly path?: string;
}

/** Those at the top of the folder first, then any other. */
async function askPath(kind: Kind, folder: vscode.Uri, form: Form): Promise<string> {
  const { t } = vscode.l10n;
  const name = kind === "folder" ? "mlruns" : "mlflow.db";
  const near = vscode.Uri.joinPath(folder, name);
  const isThere = await vscode.workspace.fs.stat(near).then(
    () => true,
    () => false,
  );
  const items: PathItem[] = [
    ...(isThere ? [{ label: name, description: t("in this folder"), path: near.fsPath }] : []),
    { label: t("Browse…"), alwaysShow: true },
  ];
  const chosen = isThere ? await form.pick({ items, placeholder: t("Which one?") }) : items[0];
  if (chosen?.path !== undefined) return chosen.path;
  const [found] =
    (await vscode.window.showOpenDialog({
      title: t("Import runs"),
      openLabel: t("Import"),
      canSelectFiles: kind === "database",
      canSelectFolders: kind === "folder",
      defaultUri: folder,
    })) ?? [];
  if (found === undefined) throw new Unanswered("back");
  return found.fsPath;
}

function shortOf(source: string): string {
  return /^https?:/i.test(source) ? new URL(source).host : vscode.workspace.asRelativePath(source);
}

interface Tally {
  readonly experiments: number;
  readonly runs: number;
  readonly unreadable: readonly { readonly what: string; readonly why: string }[];
}

const readTally = object<Tally>({
  experiments: integer,
  runs: integer,
  unreadable: list(object({ what: string, why: string })),
});

/** What came in stands in the view; only what did not is worth a message. */
function tell({ runs, experiments, unreadable }: Tally, log: vscode.LogOutputChannel): void {
  const { t } = vscode.l10n;
  vscode.window.setStatusBarMessage(
    t("Read {0} runs of {1} experiments.", formatCount(runs), formatCount(experiments)),
    8000,
  );
  if (unreadable.length === 0) return;
  for (const { what, why } of unreadable) log.warn(`import: could not read ${what}: ${why}`);
  throw new Error(
    t("{0} things could not be read; the log names them. The rest came in.", formatCount(unreadable.length)),
  );
}
