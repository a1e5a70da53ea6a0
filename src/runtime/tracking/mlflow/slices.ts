import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { okText, type Reply } from "../../kernel/http/route";

/** A list as JSON that may be long. */
export interface LongList {
  readonly head: string;
  readonly count: number;
  /** How many items are written before others get their turn. */
  readonly perSlice: number;
  /** Items with commas between them. */
  write(from: number, to: number): string;
  readonly tail: string;
}

/** A short list goes out whole; a long one is made in slices with the loop free between them, sent as it is made. */
export function slicedReply(list: LongList): Reply {
  const { head, count, perSlice, tail } = list;
  if (count <= perSlice) return okText(head + (count === 0 ? "" : list.write(0, count)) + tail);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: Readable.from(slices(list), { objectMode: false, highWaterMark: 1 << 20 }),
  };
}

async function* slices({ head, count, perSlice, write, tail }: LongList): AsyncIterable<Buffer> {
  let before = head;
  for (let from = 0; from < count; from += perSlice) {
    yield Buffer.from(before + write(from, Math.min(from + perSlice, count)));
    before = ",";
    await nextTurn();
  }
  yield Buffer.from(tail);
}
