import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import type { RunChoice } from "../commands/runArguments";
import { type OfferedExperiment, offeredExperiments } from "../pick/pickExperiment";
import { askInSteps } from "../pick/steps";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

const formats = ["csv", "jsonl", "parquet"] as const;
type Format = (typeof formats)[number];

interface FormatItem extends vscode.QuickPickItem {
  readonly format: Format;
}

interface Answers {
  readonly of: OfferedExperiment;
  readonly format: FormatItem;
}

/** As many ids as an address holds. */
const mostChosen = 200;

let formatBefore: Format = "csv";

/** Writes runs into a file that the user picks: the chosen ones, or those of an experiment. */
export async function exportRuns(chosen: RunChoice | undefined, runtimes: Runtimes): Promise<void> {
  const { t } = vscode.l10n;
  if (chosen && chosen.ids.length > mostChosen)
    throw new Error(t("At most {0} runs can be exported one by one; choose their experiment instead.", mostChosen));
  const title = chosen ? t("Export {0} runs", formatCount(chosen.ids.length)) : t("Export runs");
  const answers = await askInSteps<Answers>(title, [
    {
      isAsked: () => chosen === undefined,
      ask: async (_, form) => ({
        of: await form.pick({ items: offeredExperiments(runtimes), placeholder: t("Which runs?") }),
      }),
    },
    {
      ask: async (_, form) => ({
        format: await form.pick({
          items: formatItems(),
          placeholder: t("Format"),
          active: ({ format }) => format === formatBefore,
        }),
      }),
    },
  ]);
  const runtime = chosen?.runtime ?? answers?.of.runtime;
  if (answers === undefined || runtime === undefined) return;
  const { format } = answers.format;
  formatBefore = format;
  const query = new URLSearchParams({ format });
  if (chosen) query.set("filter", `attributes.run_id IN (${chosen.ids.map((id) => `'${id}'`).join(",")})`);
  else if (answers.of.experiment) query.set("experiment", answers.of.experiment.id);
  await save(runtime, `/api/tidemark/v1/export/runs?${query}`, format);
}

function formatItems(): FormatItem[] {
  const { t } = vscode.l10n;
  return [
    { label: "CSV", description: t("a row a run, for a spreadsheet"), format: "csv" },
    { label: "JSON Lines", description: t("a run a line, with everything that is known of it"), format: "jsonl" },
    { label: "Parquet", description: t("typed columns, for pandas or DuckDB"), format: "parquet" },
  ];
}

async function save(runtime: FolderRuntime, path: string, format: Format): Promise<void> {
  const { t } = vscode.l10n;
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(runtime.folder.uri, `runs.${format}`),
    title: t("Export runs"),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (target === undefined) return;
  await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: t("Exporting runs") }, async () =>
    vscode.workspace.fs.writeFile(target, await (await runtime.door()).bytes("GET", path)),
  );
  vscode.window.setStatusBarMessage(t("Exported to {0}", vscode.workspace.asRelativePath(target)), 8000);
}
