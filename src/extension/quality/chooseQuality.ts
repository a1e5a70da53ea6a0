import * as vscode from "vscode";
import type { QualityParams } from "../../shared/views/quality";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { columnItems } from "./askColumn";
import { type AskedTable, askTable, columnsOf, knownTable, offerTables } from "./askTable";

interface Asked extends AskedTable {
  readonly prediction: string | null;
  readonly actual: string | null;
  readonly probability: readonly string[];
  readonly reference: string | null;
}

export interface QualityChoice {
  readonly runtime: FolderRuntime;
  readonly params: QualityParams;
}

/** The table, which of its columns is what, and against what it is measured. Undefined: the user left. */
export async function chooseQuality(runtimes: Runtimes, args: readonly unknown[]): Promise<QualityChoice | undefined> {
  const asked = await askInSteps<Asked>(
    vscode.l10n.t("Show model quality"),
    [
      askTable<Asked>(vscode.l10n.t("Which table holds the model's answers?")),
      {
        isAsked: ({ prediction }) => prediction === undefined,
        async ask(answers, form) {
          const table = await columnsOf(answers);
          const { prediction } = table.guess;
          const { column } = await form.pick({
            items: columnItems(table, prediction === undefined ? [] : [prediction], {
              none: vscode.l10n.t("None: there are probabilities only"),
            }),
            placeholder: vscode.l10n.t("Which column is what the model said?"),
          });
          return { table, prediction: column ?? null };
        },
      },
      {
        async ask({ table, prediction }, form) {
          const { actual } = (table as Asked["table"]).guess;
          const { column } = await form.pick({
            items: columnItems(table as Asked["table"], actual === undefined ? [] : [actual], {
              without: [prediction ?? undefined],
              none: vscode.l10n.t("Labels are not known yet"),
            }),
            placeholder: vscode.l10n.t("Which column is what came?"),
          });
          return { actual: column ?? null };
        },
      },
      {
        isAsked: ({ table, prediction }) =>
          prediction === null || (table?.columns.some(({ isShare }) => isShare) ?? true),
        async ask({ table, prediction, actual }, form) {
          const { probability } = (table as Asked["table"]).guess;
          const taken = [prediction ?? undefined, actual ?? undefined];
          const items = columnItems(table as Asked["table"], probability, { without: taken });
          const chosen = await form.pickMany({
            items: items.filter(({ column }) => table?.columns.some(({ name, isShare }) => name === column && isShare)),
            placeholder: vscode.l10n.t("Which columns are probabilities? One of the positive class, or one a class"),
            active: ({ column }) => column !== undefined && probability.includes(column),
            mayBeNone: prediction !== null,
          });
          return { probability: chosen.flatMap(({ column }) => column ?? []) };
        },
      },
      {
        async ask({ runtime, data }, form) {
          const nothing = { label: vscode.l10n.t("$(circle-slash) Nothing"), address: "" };
          const offered = await offerTables(runtime as FolderRuntime, data);
          const { address } = await form.pick({
            items: [nothing, ...offered],
            placeholder: vscode.l10n.t("What is it set beside? The test data, for example"),
          });
          return { reference: address || null };
        },
      },
    ],
    knownTable(runtimes, args) as Partial<Asked>,
  );
  return asked && { runtime: asked.runtime, params: paramsOf(asked) };
}

function paramsOf({ data, prediction, actual, probability = [], reference }: Asked): QualityParams {
  return {
    data,
    ...(prediction === null ? {} : { prediction }),
    ...(actual === null ? {} : { actual }),
    ...(reference === null ? {} : { reference }),
    probability,
  };
}
