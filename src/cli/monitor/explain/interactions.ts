import { meanInteractions } from "../../../core/explain/interactions";
import type { PreparedTables } from "../../../runtime/explain/explainTables";
import { UsageError } from "../../args";
import type { Call } from "../../verb";
import { short } from "./tellRanking";

/** What features add together, on average over the rows. */
export async function tellInteractions(
  { json, out }: Pick<Call, "json" | "out">,
  { prepared, rows }: PreparedTables,
): Promise<number> {
  const { encoder, method, outputs, notes } = prepared;
  if (prepared.interactions === undefined)
    throw new UsageError(`--interactions: ${method} has none; they are of trees with --method tree_path_dependent`);
  const { features } = encoder;
  const mean_abs = meanInteractions(await prepared.interactions(rows), rows.rows, features.length);
  const answer = { method, features, outputs, rows: rows.rows, mean_abs, ...(notes.length > 0 && { notes }) };
  if (json) {
    out.document(answer);
    return 0;
  }
  const pairs = features.flatMap((a, i) =>
    features.slice(i + 1).map((b, j) => ({ pair: `${a} × ${b}`, size: 2 * (mean_abs[i]?.[i + 1 + j] ?? 0) })),
  );
  pairs.sort((a, b) => b.size - a.size);
  const shown = pairs.slice(0, 20);
  const width = Math.max(...shown.map(({ pair }) => pair.length), 0);
  for (const { pair, size } of shown) out.print(`${pair.padEnd(width)}  ${short(size)}`);
  for (const note of notes) out.note(`tidemark: ${note}`);
  return 0;
}
