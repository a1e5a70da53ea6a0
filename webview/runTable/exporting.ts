import { host } from "../kit/host";
import { t } from "../kit/words";
import { factTitle, nameKey } from "./layout";
import type { Loader } from "./loader";
import { type Board, durationOf } from "./model/board";
import { tagsKey } from "./model/columns";
import { type Sheet, type SheetFormat, writeSheet } from "./model/exportText";
import { textOf } from "./paint";

/** The runs and columns that are shown (or the runs that are selected), as a table of its own. */
async function sheetOf(runs: readonly string[], board: Board, loader: Loader): Promise<Sheet> {
  const columns = board.visible().filter(({ key }) => key !== tagsKey);
  await loader.want(columns.map(({ key }) => key));
  const heads = [
    factTitle(nameKey),
    t("Status"),
    ...columns.map(({ key, name, kind }) => (kind === "fact" ? factTitle(key) : name)),
  ];
  const rows = runs.flatMap((run) => {
    const row = board.row(run);
    if (row === undefined) return [];
    return [
      [
        row.name,
        row.status,
        ...columns.map(({ key, kind }) => {
          if (kind === "metric") return board.number(key, run);
          if (key === "start_time") return new Date(row.start_time).toISOString();
          if (key === "duration") return seconds(durationOf(row, Date.now()));
          return key === "commit" ? row.commit : textOf(key, row, board);
        }),
      ],
    ];
  });
  return { heads, rows, numeric: [false, false, ...columns.map(({ isNumeric }) => isNumeric)] };
}

function seconds(length: number | undefined): number | undefined {
  return length === undefined ? undefined : length / 1000;
}

export async function exportRuns(
  runs: readonly string[],
  format: SheetFormat,
  where: "file" | "clipboard",
  { board, loader, name }: { board: Board; loader: Loader; name: string },
): Promise<void> {
  const text = writeSheet(await sheetOf(runs, board, loader), format);
  if (where === "clipboard") await host.copy(text);
  else await host.save(`${name}.${format}`, text);
}
