import { parentPort } from "node:worker_threads";
import type { CsvPiece, CsvPlan } from "../../../core/frame/csv/csvPlan";
import { openParquetUnits, type ParquetUnits } from "./parquetUnits";
import { type PieceTask, readPiece } from "./readPiece";
import { openTextSource } from "./textSource";

// A thread that takes pieces of a table's file, as the thread that asked does, until there are none left.

export type HelperTask =
  | {
      readonly kind: "csv";
      readonly path: string;
      readonly plan: CsvPlan;
      readonly pieces: readonly PieceTask[];
      readonly next: SharedArrayBuffer;
    }
  | { readonly kind: "parquet"; readonly units: ParquetUnits; readonly next: SharedArrayBuffer };

export interface FromHelper {
  readonly id: number;
  readonly piece: number;
  /** Undefined: there are no more. */
  readonly result?: unknown;
}

const port = parentPort;
if (port)
  port.on("message", ({ id, ...task }: HelperTask & { readonly id: number }) => {
    const next = new Int32Array(task.next);
    try {
      const [count, does, close] = workOf(task);
      try {
        for (let piece = Atomics.add(next, 0, 1); piece < count; piece = Atomics.add(next, 0, 1)) {
          const result = does(piece);
          port.postMessage(
            { id, piece, result } satisfies FromHelper,
            task.kind === "csv" ? buffersOf(result as CsvPiece) : [],
          );
        }
      } finally {
        close();
      }
    } finally {
      // what it could not do is done, and complained of, by the thread that asked
      port.postMessage({ id, piece: -1 } satisfies FromHelper);
    }
  });

function workOf(task: HelperTask): [count: number, does: (piece: number) => unknown, close: () => void] {
  if (task.kind === "parquet") {
    const units = openParquetUnits(task.units);
    return [units.count, units.read, units.close];
  }
  const source = openTextSource(task.path);
  return [
    task.pieces.length,
    (piece) => readPiece(source, task.plan, task.pieces[piece] as PieceTask),
    () => source.close(),
  ];
}

function buffersOf({ columns }: CsvPiece): ArrayBuffer[] {
  return columns.flatMap((column) => {
    if (column === undefined) return [];
    return [(column.kind === "text" ? column.codes : column.values).buffer as ArrayBuffer];
  });
}
