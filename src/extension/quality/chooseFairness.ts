import * as vscode from "vscode";
import type { FairnessParams } from "../../shared/views/fairness";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { columnItems } from "./askColumn";
import { type AskedTable, askTable, columnsOf, knownTable } from "./askTable";

interface Asked extends AskedTable {
  readonly prediction: string;
  readonly actual: string;
  readonly sensitive: readonly string[];
}

export interface FairnessChoice {
  readonly runtime: FolderRuntime;
  readonly params: FairnessParams;
}

/** The table, which of its columns is what, and whose groups are compared. Undefined: the user left. */
export async function chooseFairness(
  runtimes: Runtimes,
  args: readonly unknown[],
): Promise<FairnessChoice | undefined> {
  const asked = await askInSteps<Asked>(
    vscode.l10n.t("Show fairness"),
    [
      askTable<Asked>(vscode.l10n.t("Which table holds the model's answers?")),
      {
        async ask(answers, form) {
          const table = await columnsOf(answers);
          const { prediction } = table.guess;
          const { column = "" } = await form.pick({
            items: columnItems(table, prediction === undefined ? table.guess.probability : [prediction]),
            placeholder: vscode.l10n.t("Which column is what the model said?"),
          });
          return { table, prediction: column };
        },
      },
      {
        async ask({ table, prediction }, form) {
          const { actual } = (table as Asked["table"]).guess;
          const { column = "" } = await form.pick({
            items: columnItems(table as Asked["table"], actual === undefined ? [] : [actual], {
              without: [prediction],
            }),
            placeholder: vscode.l10n.t("Which column is what came?"),
          });
          return { actual: column };
        },
      },
      {
        async ask({ table, prediction, actual }, form) {
          const { sensitive } = (table as Asked["table"]).guess;
          const chosen = await form.pickMany({
            items: columnItems(table as Asked["table"], sensitive, { without: [prediction, actual] }),
            placeholder: vscode.l10n.t("Whose groups are compared? Several columns make a group of each combination"),
            active: ({ column }) => column !== undefined && column === sensitive[0],
          });
          return { sensitive: chosen.flatMap(({ column }) => column ?? []) };
        },
      },
    ],
    knownTable(runtimes, args) as Partial<Asked>,
  );
  return asked && { runtime: asked.runtime, params: paramsOf(asked) };
}

/** A column of shares that was chosen as the answer is one of probabilities; else the likely one is taken along. */
function paramsOf({ data, table, prediction, actual, sensitive }: Asked): FairnessParams {
  const isShare = table.columns.some(({ name, isShare: is }) => name === prediction && is);
  const [likely] = table.guess.probability;
  const probability = isShare ? prediction : likely;
  return {
    data,
    actual,
    sensitive,
    ...(isShare ? {} : { prediction }),
    ...(probability === undefined || table.guess.probability.length > 1 ? {} : { probability }),
  };
}
