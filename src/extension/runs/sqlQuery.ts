import * as vscode from "vscode";
import { csvLine } from "../../core/csv/csvLine";
import { boolean, list, object, optional, string } from "../../shared/readers";
import { chooseFolder } from "../commands/chooseFolder";
import { askInSteps } from "../pick/steps";
import type { Runtimes } from "../runtime/runtimes";

type Cell = string | number | null;

const readAnswer = object<{ columns: string[]; rows: Cell[][]; truncated: boolean }>({
  columns: list(string),
  rows: list(list((value, at): Cell => (value === null || typeof value === "number" ? value : string(value, at)))),
  truncated: optional(boolean, false),
});

const mostRows = 10_000;

let queryBefore = "SELECT status, count(*) AS runs FROM runs GROUP BY status";

/** Reads only; the answer is a document of its own. */
export async function runSqlQuery(runtimes: Runtimes): Promise<void> {
  const { t } = vscode.l10n;
  const runtime = await chooseFolder(runtimes);
  if (runtime === undefined) return;
  const answer = await askInSteps<{ query: string }>(t("SQL query"), [
    {
      ask: async (_, form) => ({
        query: await form.input({
          prompt: t("Reads only. Tables: experiments, runs, params, tags, metrics, models, model_versions, traces."),
          value: queryBefore,
        }),
      }),
    },
  ]);
  if (answer === undefined) return;
  const { query } = answer;
  queryBefore = query;
  const door = await runtime.door();
  const found = await door.post("/api/tidemark/v1/sql", { query, limit: mostRows }, readAnswer);
  const content = [found.columns, ...found.rows].map(csvLine).join("");
  const document = await vscode.workspace.openTextDocument({ content, language: "csv" });
  await vscode.window.showTextDocument(document, { preview: false });
  if (found.truncated) vscode.window.setStatusBarMessage(t("The first {0} rows.", mostRows), 8000);
}
