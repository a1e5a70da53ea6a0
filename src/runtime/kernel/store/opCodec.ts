import { Reader, type Writer } from "./bytes";
import type { Op, Points } from "./change";

/** What a frame holds. `points` is one op alone, the hottest path; `mixed` is a JSON text followed by the points of its ops. */
export const frameType = { ops: 1, mixed: 2, points: 3 } as const;

type PointsOp = Extract<Op, { do: "points" }>;

/** Writes the ops of one commit and returns the type of the frame. */
export function writeOps(ops: readonly Op[], to: Writer): number {
  const only = ops[0];
  if (ops.length === 1 && only?.do === "points" && isPlain(only)) {
    to.text(only.table);
    to.text(only.id);
    to.u32(only.points.names.length);
    for (const name of only.points.names) to.text(name);
    writePoints(only.points, to);
    return frameType.points;
  }
  const mixed = ops.filter((op): op is PointsOp => op.do === "points");
  if (mixed.length === 0) {
    to.raw(Buffer.from(JSON.stringify(ops)));
    return frameType.ops;
  }
  to.text(
    JSON.stringify(
      ops.map((op) => (op.do === "points" ? { do: op.do, table: op.table, id: op.id, names: op.points.names } : op)),
    ),
  );
  for (const { points } of mixed) writePoints(points, to);
  return frameType.mixed;
}

export function readOps(type: number, payload: Buffer): Op[] {
  const from = new Reader(payload);
  switch (type) {
    case frameType.points: {
      const table = from.text();
      const id = from.text();
      const names = Array.from({ length: from.u32() }, () => from.text());
      return [{ do: "points", table, id, points: readPoints(names, from) }];
    }
    case frameType.mixed: {
      const ops = JSON.parse(from.text()) as (Op | (Omit<PointsOp, "points"> & Pick<Points, "names">))[];
      return ops.map((op) =>
        "names" in op ? { do: "points", table: op.table, id: op.id, points: readPoints(op.names, from) } : op,
      );
    }
    case frameType.ops:
      return JSON.parse(payload.toString("utf8")) as Op[];
    default:
      throw new Error(`a frame of the unknown type ${type}`);
  }
}

function writePoints(points: Points, to: Writer): void {
  const count = points.values.length;
  to.u32(count);
  if (points.names.length > 1) to.u32s(points.series);
  if (count === 1) {
    to.f64(points.values[0] as number);
    to.f64(points.steps[0] as number);
    to.f64(points.times[0] as number);
    return;
  }
  to.f64s(points.values);
  to.f64s(points.steps);
  to.f64s(points.times);
}

function readPoints(names: readonly string[], from: Reader): Points {
  const count = from.u32();
  // the most frequent by far; a list of one costs a tenth of a typed array
  if (count === 1) {
    const [only] = names.length > 1 ? from.u32s(1) : [0];
    return { names, series: [only as number], values: [from.f64()], steps: [from.f64()], times: [from.f64()] };
  }
  const series = names.length > 1 ? from.u32s(count) : new Uint32Array(count);
  return { names, series, values: from.f64s(count), steps: from.f64s(count), times: from.f64s(count) };
}

/** Half a surrogate pair has no UTF-8; JSON escapes it, so such names go that way. */
function isPlain(op: PointsOp): boolean {
  return ![op.table, op.id, ...op.points.names].some((text) => /\p{Surrogate}/u.test(text));
}
