import type { Frame } from "../../core/frame/frame";
import { invalid } from "../../shared/apiError";
import type { ModelFile } from "../serving/serving";
import { createRowEncoder, type EncodedRows } from "./encodeRows";
import { chooseColumns } from "./modelColumns";
import { type OpenedModel, openModel } from "./openModel";
import { prepare } from "./prepare";
import type { ExplainChoice, Prepared } from "./prepared";

/** A table and what it is called by whoever reads a message. */
export interface Table {
  readonly frame: Frame;
  readonly place: string;
}

export interface TablesTask extends ExplainChoice {
  readonly model: ModelFile;
  readonly data: Table;
  readonly background?: Table | undefined;
  /** The model's columns in its order, as the user says. */
  readonly columns?: readonly string[] | undefined;
  readonly rows?: RowRange | undefined;
  /** Somebody waits in a page: a large background is cut. */
  readonly isPage?: boolean;
}

/** From the first row that is explained to the one behind the last. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

export interface PreparedTables {
  readonly model: OpenedModel;
  readonly prepared: Prepared;
  /** The rows that are to be explained. */
  readonly rows: EncodedRows;
  /** Which row of the table the first of them is. */
  readonly from: number;
  /** The same of another table. */
  encode(table: Table): EncodedRows;
}

/** Opens the model and makes it ready to explain rows of these tables. */
export async function prepareTables({
  model,
  data,
  background,
  columns,
  rows,
  isPage,
  ...choice
}: TablesTask): Promise<PreparedTables> {
  checkRows(data);
  if (background !== undefined) checkRows(background);
  const opened = await openModel(model);
  const names = data.frame.columns.map(({ name }) => name);
  const features = chooseColumns(opened.columns, names, data.place, columns);
  const { trees } = opened;
  if (trees !== undefined && trees.scaled === undefined && trees.forest.features > features.length)
    return invalid(
      `${data.place}: the trees look at ${trees.forest.features} columns, and there are ${features.length}`,
    );
  const encoder = createRowEncoder(features, opened.columns);
  const all = encoder.encode(data.frame, data.place);
  const given = background && encoder.encode(background.frame, background.place);
  const prepared = await prepare(opened, encoder, { given, data: all, isPage }, choice);
  return {
    model: opened,
    prepared,
    rows: rows === undefined ? all : part(all, rows, features.length, data.place),
    from: rows?.from ?? 0,
    encode: (table) => {
      checkRows(table);
      return encoder.encode(table.frame, table.place);
    },
  };
}

function checkRows({ frame, place }: Table): void {
  if (frame.rows === 0) invalid(`${place}: has no rows, so there is nothing to explain`);
}

function part({ rows, values }: EncodedRows, { from, to }: RowRange, width: number, place: string): EncodedRows {
  if (from >= rows) return invalid(`--rows: ${place} has ${rows} rows, the first of which is 0`);
  const end = Math.min(to, rows);
  return { rows: end - from, values: values.slice(from * width, end * width) };
}
