import { createHash } from "node:crypto";

import { legacyMd5, md5Of } from "../files/hashBytes";
import type { ObjectCopy } from "./remote";

/** Undefined: it is what its name says. Else what it hashes to. */
export function isAsNamed(
  { md5, legacy }: Pick<ObjectCopy, "md5" | "legacy">,
  chunks: Iterable<Uint8Array>,
): string | undefined {
  if (md5 === undefined) return undefined;
  const all = [...chunks];
  const [only] = all;
  const found =
    all.length === 1 && only
      ? md5Of(only)
      : all.reduce((sum, part) => sum.update(part), createHash("md5")).digest("hex");
  if (found === md5) return undefined;
  return legacy && legacyMd5(wholeMebis(all)) === md5 ? undefined : found;
}

const mebi = 1024 * 1024;

function* wholeMebis(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  const all = Buffer.concat(chunks);
  for (let at = 0; at < all.length; at += mebi) yield all.subarray(at, at + mebi);
}
