import * as vscode from "vscode";
import { list, object, optional, string } from "../../shared/readers";
import { readRunDetail } from "../../shared/runs";
import { runsIn } from "../commands/runArguments";
import { pickRuns } from "../pick/pickRuns";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { createModel, createVersion, listModels, type NewVersion } from "./modelRequests";
import { countVersions } from "./modelText";

/** A model that a run logged, as a version is made of it. */
interface Logged extends vscode.QuickPickItem, Omit<NewVersion, "name"> {}

interface Answers {
  readonly logged: Logged;
  readonly name: string;
}

/** A model that a run logged becomes a version: of a model that there is, or of a new one. */
export async function registerModel(runtimes: Runtimes, args: readonly unknown[]): Promise<void> {
  const title = vscode.l10n.t("Register model");
  const chosen = runsIn(args, runtimes) ?? (await pickRuns(runtimes, title, false));
  const [run] = chosen?.ids ?? [];
  if (chosen === undefined || run === undefined) return;
  const { runtime } = chosen;
  const logged = await findLogged(runtime, run);
  const [only, ...others] = logged;
  if (only === undefined) throw new Error(vscode.l10n.t("That run has logged no model."));
  const answers = await askInSteps<Answers>(
    title,
    [
      {
        isAsked: (known) => known.logged === undefined,
        ask: async (_answers, form) => ({
          logged: await form.pick({ items: logged, placeholder: vscode.l10n.t("Which of the run’s models?") }),
        }),
      },
      {
        async ask(_answers, form) {
          const picked = await form.pick({
            items: offerNames(runtime),
            placeholder: vscode.l10n.t("Under which name?"),
          });
          const name = picked.isNew
            ? await form.input({ prompt: vscode.l10n.t("Name of the new model"), validate: checkName })
            : picked.label;
          return { name: name.trim() };
        },
      },
    ],
    others.length === 0 ? { logged: only } : {},
  );
  if (answers === undefined) return;
  await register(runtime, answers);
}

async function register(runtime: FolderRuntime, { logged, name }: Answers): Promise<void> {
  const known = await listModels(runtime);
  if (!known.some((model) => model.name === name)) await createModel(runtime, name);
  const { source, run_id, model_id } = logged;
  await createVersion(runtime, { name, source, run_id, ...(model_id !== undefined && { model_id }) });
  await vscode.commands.executeCommand("tidemark.openModel", name, runtime.folder.uri.toString());
}

interface OfferedName extends vscode.QuickPickItem {
  readonly isNew?: boolean;
}

async function offerNames(runtime: FolderRuntime): Promise<OfferedName[]> {
  const models = await listModels(runtime);
  return [
    { isNew: true, label: `$(add) ${vscode.l10n.t("Create new model…")}` },
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    ...models.map((model) => ({ label: model.name, description: countVersions(model) })),
  ];
}

/** As the runtime would refuse it, said while it is typed. */
function checkName(name: string): string | undefined {
  if (name.trim() === "") return vscode.l10n.t("A model needs a name.");
  if (/[/:]/.test(name)) return vscode.l10n.t("A name cannot contain / or :.");
  if (name === "." || name.startsWith("..")) return vscode.l10n.t("A name cannot begin with two dots.");
  return name.length > 256 ? vscode.l10n.t("At most 256 characters.") : undefined;
}

const readLogged = object<{ model: { info: { name: string; source_run_id: string | undefined } } }>({
  model: object({ info: object({ name: string, source_run_id: optional(string) }) }),
});

/** What MLflow 3 logs as models of their own, and what earlier clients noted on the run. */
async function findLogged(runtime: FolderRuntime, run: string): Promise<Logged[]> {
  const door = await runtime.door();
  const { model_outputs, tags } = await door.get(`/api/tidemark/v1/runs/${encodeURIComponent(run)}`, readRunDetail);
  const own = await Promise.all(
    [...new Set(model_outputs)].map(async (id): Promise<Logged> => {
      const { model } = await door.get(`/api/2.0/mlflow/logged-models/${encodeURIComponent(id)}`, readLogged);
      return { label: model.info.name, description: id, source: `models:/${id}`, run_id: run, model_id: id };
    }),
  );
  if (own.length > 0) return own;
  const history = tags.find(({ key }) => key === "mlflow.log-model.history")?.value;
  return pathsIn(history).map((path) => ({ label: path, source: `runs:/${run}/${path}`, run_id: run }));
}

const readHistory = list(object<{ artifact_path: string }>({ artifact_path: string }));

/** A tag is anybody's to write: what is no list of models names none. */
function pathsIn(history: string | undefined): string[] {
  try {
    const found = readHistory(JSON.parse(history ?? "[]"), "tag");
    return [...new Set(found.map(({ artifact_path }) => artifact_path))];
  } catch {
    return [];
  }
}
