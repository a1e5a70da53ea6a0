import type { ColumnVector } from "../../../core/table/columnVector";
import { type ParquetColumn, ParquetFault, readParquetFile, type Source } from "../../../core/table/parquetFile";
import type { PlainType } from "../../../core/table/plainColumn";
import type { ModelFacts } from "../modelFacts";
import { putValue } from "../protocols/putValue";
import type { Tensor } from "../tensors";
import { BatchRefusal, type BatchTask, nameOf } from "./batchTask";
import { type Feed, feedsOf } from "./inputSlots";
import { emptyTensor, missing } from "./missing";
import { type Cut, openCuts, type ReadSubset, type RowSlice } from "./parquetCuts";
import type { Cell, RowColumn, Rows } from "./rows";

export interface ParquetInput {
  rows(slice: RowSlice): Promise<Rows>;
}

/** Rows that are put together: they stay in the fastest cache while the columns go over them one after the other. */
const block = 256;
const largestFloat = 3.4028235677973366e38;

/** Reads pages and no more: how large the row groups of a file are does not matter. */
export function openParquetInput(
  source: Source,
  task: BatchTask,
  facts: ModelFacts,
  library: () => Promise<ReadSubset>,
): ParquetInput {
  const file = or(task, () => readParquetFile(source));
  const names = file.columns.map(({ name }) => name);
  const { layout, feeds } = feedsOf(facts, names, task);
  const taken = feeds.flatMap(({ column }) => (column >= 0 ? [column] : []));
  // of a parquet file the others are not looked at
  const wanted = [...new Set(task.output.format === "parquet" ? taken : [...taken, ...names.keys()])];
  for (const column of wanted) leafOf(task, file.columns[column] as ParquetColumn);
  const cut = openCuts(source, file, wanted, library);

  return {
    async rows(slice) {
      const cuts = await cut(slice).catch((error: unknown) => refuse(task, error));
      const where = (row: number, column: number) =>
        `${nameOf(task.input)}: row ${slice.before + row + 1}, column '${names[column]}'`;

      /** Some rows of a column into a tensor, the first of them to row `at`. */
      function put({ slot, column }: Feed, tensor: Tensor, at: number, from: number, to: number): void {
        const { type, data } = tensor;
        let place = at * slot.width + slot.offset;
        if (column < 0) {
          for (let row = from; row < to; row++, place += slot.width) missing(type, data, place, slot, true);
          return;
        }
        const { vector, skip } = cuts.get(column) as Cut;
        const numbers = type === "float32" || type === "float64" ? vector.numbers() : undefined;
        const mayMiss = task.allowsMissing || slot.column?.required === false;
        if (numbers !== undefined && copyNumbers(numbers, skip + from, tensor, place, slot.width, to - from, mayMiss))
          return;
        for (let row = from; row < to; row++, place += slot.width) {
          const value = vector.isNull(skip + row) ? null : plain(vector, vector.get(skip + row));
          const isGone = value === null || (typeof value === "number" && Number.isNaN(value));
          const fault = isGone
            ? missing(type, data, place, slot, task.allowsMissing)
            : putValue(type, data as Float32Array, place, value, slot.column, { fromText: false });
          if (fault !== undefined) throw new BatchRefusal(`${where(row, column)}: ${fault}`);
        }
      }

      return {
        count: slice.rows,
        names,
        lines: undefined,
        fill(from, to) {
          const tensors = layout.inputs.map((input, i) =>
            emptyTensor(input, layout.slots.find((slot) => slot.input === i)?.width ?? 1, to - from),
          );
          for (let start = from; start < to; start += block)
            for (const feed of feeds)
              put(feed, tensors[feed.slot.input] as Tensor, start - from, start, Math.min(to, start + block));
          return tensors;
        },
        columns: () => names.map((name, column) => rowColumn(name, cuts.get(column) as Cut, slice.rows)),
      };
    },
  };
}

function or<T>(task: BatchTask, work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuse(task, error);
  }
}

function refuse({ input }: BatchTask, error: unknown): never {
  if (error instanceof ParquetFault) throw new BatchRefusal(`${nameOf(input)}: ${error.message}`);
  throw error;
}

function leafOf({ input }: BatchTask, { name, leaf }: ParquetColumn): number {
  if (leaf !== undefined) return leaf;
  throw new BatchRefusal(
    `${nameOf(input)}: column '${name}' has parts of its own; only parquet can hold it, unchanged`,
  );
}

/** False: not all of them are such numbers, and whoever looks at each can say which. */
function copyNumbers(
  numbers: ArrayLike<number>,
  from: number,
  { type, data }: Tensor,
  at: number,
  step: number,
  rows: number,
  mayMiss: boolean,
): boolean {
  const target = data as Float32Array;
  const most = type === "float32" ? largestFloat : Number.MAX_VALUE;
  for (let row = from, place = at; row < from + rows; row++, place += step) {
    const value = numbers[row] as number;
    if (!(value <= most && value >= -most) && !(mayMiss && Number.isNaN(value))) return false;
    target[place] = value;
  }
  return true;
}

function plain({ kind }: ColumnVector, value: unknown): string | number | bigint | boolean | null {
  if (kind === "bigint") {
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : (value as bigint);
  }
  if (kind === "time") return new Date(Number(value)).toISOString();
  return kind === "other" ? String(value) : (value as string | number | boolean | null);
}

const typeOfKind: Readonly<Record<ColumnVector["kind"], PlainType>> = {
  number: "float64",
  bigint: "int64",
  bool: "bool",
  text: "text",
  time: "text",
  other: "text",
};

function rowColumn(name: string, { vector, skip }: Cut, rows: number): RowColumn {
  const cells = Array.from({ length: rows }, (_, row): Cell => {
    const value = vector.isNull(skip + row) ? null : plain(vector, vector.get(skip + row));
    return typeof value === "number" && Number.isNaN(value) ? null : value;
  });
  return { name, type: typeOfKind[vector.kind], cells };
}
