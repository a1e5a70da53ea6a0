import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Reply } from "../../kernel/http/route";

/** A long list as JSON, made in slices with the loop free between them, sent as it is made. */
export function slicedReply(
  head: string,
  count: number,
  slice: (from: number, to: number) => string,
  tail: string,
): Reply {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: Readable.from(slices(head, count, slice, tail), { objectMode: false, highWaterMark: 1 << 20 }),
  };
}

/** How many of a list are written before others get their turn. */
export const perSlice = 5000;

async function* slices(
  head: string,
  count: number,
  slice: (from: number, to: number) => string,
  tail: string,
): AsyncIterable<Buffer> {
  let before = head;
  for (let from = 0; from < count; from += perSlice) {
    const text = slice(from, Math.min(from + perSlice, count));
    yield Buffer.from(before + text);
    before = ",";
    await nextTurn();
  }
  yield Buffer.from(count === 0 ? head + tail : tail);
}
