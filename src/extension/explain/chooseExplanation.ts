import { basename } from "node:path";
import * as vscode from "vscode";
import type { ExplainParams } from "../../shared/views/explain";
import { deploymentIn } from "../deployments/deploymentChoice";
import { modelIn } from "../models/modelChoice";
import { askVersion } from "../models/modelQuestions";
import { askInSteps, type Question } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { offerSubjects } from "./offerSubjects";
import { offerTables, type Table } from "./offerTables";
import { pathBelow } from "./pathBelow";

export interface ExplainChoice {
  readonly runtime: FolderRuntime;
  readonly params: ExplainParams;
}

/** What is explained: a registered version, a .onnx file, or what a deployment predicted; and by which rows. */
export interface Subject {
  readonly runtime: FolderRuntime;
  readonly model?: string;
  readonly version?: number;
  /** From the folder that is open. */
  readonly file?: string;
  readonly deployment?: string;
}

interface Asked extends Subject {
  readonly table: Table;
}

/** The model and the rows that it is explained by; asks for what is missing. Undefined: the user left. */
export async function chooseExplanation(
  runtimes: Runtimes,
  args: readonly unknown[],
): Promise<ExplainChoice | undefined> {
  const asked = await askInSteps<Asked>(
    vscode.l10n.t("Explain model"),
    [
      {
        isAsked: ({ model, file, deployment }) => (model ?? file ?? deployment) === undefined,
        ask: async (_, form) =>
          (
            await form.pick({
              items: offerSubjects(runtimes),
              placeholder: vscode.l10n.t("Which model? A registered one, a deployment's, or a file"),
            })
          ).subject,
      },
      onlyOf("model", askVersion() as Question<Asked>),
      {
        isAsked: ({ deployment, table }) => deployment === undefined && table === undefined,
        ask: async (subject, form) => ({
          table: (
            await form.pick({
              items: offerTables(subject as Subject),
              placeholder: vscode.l10n.t("By which rows? Each gets an explanation of its own"),
            })
          ).table,
        }),
      },
    ],
    subjectIn(args, runtimes),
  );
  return asked && { runtime: asked.runtime, params: paramsOf(asked) };
}

/** A file of the explorer, a model or a deployment of a tree or of a page. */
function subjectIn(args: readonly unknown[], runtimes: Runtimes): Partial<Subject> {
  const [first] = args;
  if (first instanceof vscode.Uri) {
    const runtime = runtimes.all().find(({ path }) => pathBelow(path, first.fsPath) !== undefined);
    if (runtime === undefined) throw new Error(vscode.l10n.t("Open the folder first that the model lies in."));
    return { runtime, file: pathBelow(runtime.path, first.fsPath) ?? "" };
  }
  const { runtime, name } = deploymentIn(args, runtimes);
  if (typeof first !== "string" && runtime && name !== undefined) return { runtime, deployment: name };
  return modelIn(args, runtimes);
}

/** A question that makes sense of one sort of subject alone. */
function onlyOf(key: "model", question: Question<Asked>): Question<Asked> {
  return {
    ...question,
    isAsked: (answers) => answers[key] !== undefined && question.isAsked?.(answers) !== false,
  };
}

function paramsOf({ model, version, file, deployment, table }: Asked): ExplainParams {
  if (deployment !== undefined) return { name: deployment, data: `predictions:${deployment}?last=24h` };
  const data = table.address === undefined ? {} : { data: table.address };
  if (file !== undefined) return { model: file, name: basename(file), ...data };
  return { model: `models:/${model}/${version}`, name: `${model} v${version}`, ...data };
}
