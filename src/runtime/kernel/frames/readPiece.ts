import type { CsvPiece, CsvPlan } from "../../../core/frame/csv/csvPlan";
import { parsePiece, roomBehind } from "../../../core/frame/csv/parsePiece";
import type { TextSource } from "./textSource";

/** Records that begin from `from` on and before `to`. */
export interface PieceTask {
  readonly from: number;
  readonly to: number;
  /** A record begins at `from`; else the first one behind a line's end is looked for, which may be wrong within quotes. */
  readonly isStart: boolean;
}

const behind = 64 * 1024;
let room = new Uint8Array(0);

/** Places in the piece are places in the file. */
export function readPiece(source: TextSource, plan: CsvPlan, { from, to, isStart }: PieceTask): CsvPiece {
  const base = isStart ? from : from - 1;
  for (let more = behind; ; more *= 8) {
    const end = Math.min(source.size, to + more);
    const length = end - base;
    if (room.length < length + roomBehind) room = new Uint8Array(length + roomBehind);
    const bytes = room.subarray(0, length + roomBehind);
    source.readInto(base, bytes.subarray(0, length));
    const start = isStart ? 0 : behindLine(bytes, length);
    if (start === undefined && end < source.size) continue;
    const isFileEnd = end === source.size;
    const piece = parsePiece({ bytes, start: start ?? length, limit: to - base, end: length, isFileEnd }, plan);
    if (piece.isCut) continue;
    const { fault } = piece;
    return {
      ...piece,
      start: piece.start + base,
      end: piece.end + base,
      ...(fault && { fault: "at" in fault ? { ...fault, at: fault.at + base } : fault }),
    };
  }
}

const [lineFeed, carriageReturn] = [10, 13];

function behindLine(bytes: Uint8Array, length: number): number | undefined {
  for (let i = 0; i < length; i++) {
    if (bytes[i] === lineFeed) return i + 1;
    if (bytes[i] === carriageReturn) return bytes[i + 1] === lineFeed ? i + 2 : i + 1;
  }
  return undefined;
}
