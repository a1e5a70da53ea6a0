import {
  type CsvFault,
  type CsvPiece,
  type CsvPlan,
  fieldKinds,
  type PieceColumn,
} from "../../../core/frame/csv/csvPlan";
import { finishField } from "../../../core/frame/csv/finishField";
import { parsePiece, roomBehind } from "../../../core/frame/csv/parsePiece";
import { type CsvLayout, readLayout } from "../../../core/frame/csv/readLayout";
import type { Frame, FrameColumn } from "../../../core/frame/frame";
import { chooseColumns, type Wanted } from "./chooseColumns";
import { csvFault, strangeText } from "./csvFault";
import { shareWork } from "./helpers";
import { type PieceTask, readPiece } from "./readPiece";
import { isPacked, type TextSource } from "./textSource";

export interface CsvFile {
  readonly path: string;
  readonly source: TextSource;
  readonly separator: number;
  readonly columns: Wanted | undefined;
}

const sampled = 128 * 1024;
const pieceBytes = 4 * 1024 * 1024;
/** Bytes from which on a second thread has started before the first one is done. */
const worthHelp = 16 * 1024 * 1024;

export async function readCsvFrame(file: CsvFile, threads: number): Promise<Frame> {
  const { path, source, columns } = file;
  const layout = layoutOf(file);
  const names = chooseColumns(path, layout.names, columns);
  const fields = names.map((name) => layout.unnamed + layout.names.indexOf(name));
  const plan = planOf(file, layout, fields);
  const tasks = tasksOf(layout.dataAt, source.size);
  const used = source.size > worthHelp && !isPacked(path) ? threads : 1;
  const own = (piece: number) => readPiece(source, plan, tasks[piece] as PieceTask);
  const read = await shareWork(tasks.length, used, (next) => ({ kind: "csv", path, plan, pieces: tasks, next }), own);
  const pieces = chain(file, plan, tasks, read);
  const made = fields.map((field, i) =>
    finishField(
      names[i] as string,
      pieces.map((each) => each.columns[field] as PieceColumn),
    ),
  );
  const again = fields.filter((_, i) => made[i] === "text");
  const texts = again.length === 0 ? [] : readTexts(file, plan, pieces, again);
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  return {
    rows,
    columns: made.map((column, i): FrameColumn => {
      if (column !== "text") return column;
      const field = fields[i] as number;
      const read = finishField(
        names[i] as string,
        texts.map((piece) => piece.columns[field] as PieceColumn),
      );
      if (read === "text") throw new Error(`${path}: column '${names[i]}' does not read as text`);
      return read;
    }),
  };
}

function layoutOf({ path, source, separator }: CsvFile): CsvLayout {
  for (let size = sampled; ; size *= 8) {
    const bytes = new Uint8Array(Math.min(size, source.size));
    source.readInto(0, bytes);
    strangeText(path, bytes);
    const layout = readLayout(bytes, separator, bytes.length === source.size);
    if (layout === "empty") return csvFault(path, source, "empty");
    if (layout !== undefined) return layout;
  }
}

/** Whether a column is one of texts is told from the first records, so that few are read twice. */
function planOf(
  { source, separator }: CsvFile,
  { unnamed, names, dataAt }: CsvLayout,
  fields: readonly number[],
): CsvPlan {
  const width = unnamed + names.length;
  const kinds = new Uint8Array(width);
  for (const field of fields) kinds[field] = fieldKinds.number;
  const length = Math.min(sampled, source.size - dataAt);
  const bytes = new Uint8Array(length + roomBehind);
  source.readInto(dataAt, bytes.subarray(0, length));
  const plan: CsvPlan = { separator, width, kinds, recordBytes: 4 * width };
  const isWhole = dataAt + length === source.size;
  // the last record of a sample is mostly cut
  const limit = isWhole ? length : Math.max(1, bytes.subarray(0, length).lastIndexOf(10));
  const piece = parsePiece({ bytes, start: 0, limit, end: length, isFileEnd: true }, plan);
  const fresh = kinds.map((kind, i) => (piece.columns[i]?.kind === "text" ? fieldKinds.text : kind));
  return {
    separator,
    width,
    kinds: fresh,
    recordBytes: Math.max(2, (piece.end - piece.start) / Math.max(1, piece.rows)),
  };
}

function tasksOf(dataAt: number, size: number): PieceTask[] {
  const tasks: PieceTask[] = [];
  for (let from = dataAt; from < size || tasks.length === 0; from += pieceBytes)
    tasks.push({ from, to: Math.min(size, from + pieceBytes), isStart: from === dataAt });
  return tasks;
}

/** Each piece has to begin where the one before it ended; one that was begun within quotes is read again. */
function chain(
  { path, source }: CsvFile,
  plan: CsvPlan,
  tasks: readonly PieceTask[],
  read: readonly CsvPiece[],
): CsvPiece[] {
  const pieces: CsvPiece[] = [];
  let next = tasks[0]?.from ?? 0;
  tasks.forEach(({ to }, i) => {
    if (next >= to && i > 0) return; // a record that is longer than a piece
    const given = read[i] as CsvPiece;
    const piece = given.start === next ? given : readPiece(source, plan, { from: next, to, isStart: true });
    if (piece.fault !== undefined) csvFault(path, source, piece.fault as CsvFault, plan);
    pieces.push(piece);
    next = piece.end;
  });
  return pieces;
}

function readTexts(
  { path, source }: CsvFile,
  plan: CsvPlan,
  pieces: readonly CsvPiece[],
  fields: readonly number[],
): CsvPiece[] {
  const kinds = new Uint8Array(plan.width);
  for (const field of fields) kinds[field] = fieldKinds.text;
  const asText = { ...plan, kinds };
  return pieces.map(({ start, end }) => {
    const piece = readPiece(source, asText, { from: start, to: end, isStart: true });
    if (piece.fault !== undefined) csvFault(path, source, piece.fault, plan);
    return piece;
  });
}
