import { readExplainedRow } from "../../../shared/explanation";
import type { Call } from "../../verb";
import { short } from "./tellRanking";

/** One logged prediction, by the runtime that has its log and its model. */
export async function explainRequest(
  { json, out, door }: Pick<Call, "json" | "out" | "door">,
  id: string,
): Promise<number> {
  const opened = await door();
  const answer = await opened.call("GET", `/api/tidemark/v1/explain/request/${encodeURIComponent(id)}`);
  const row = readExplainedRow(answer, "reply");
  if (json) {
    out.document(answer);
    return 0;
  }
  const { model, version, endpoint, variant, at, method, output, base_value, value, parts } = row;
  out.print(
    `${new Date(at).toISOString()}  ${endpoint}/${variant}, ${model} ${version}; ${output} ${short(value)} (${method})`,
  );
  const width = Math.max(7, ...parts.map(({ feature }) => feature.length));
  out.print(`${"".padEnd(width)}  ${short(base_value)}  on average`);
  for (const { feature, given, value: part } of parts.slice(0, 30))
    out.print(`${feature.padEnd(width)}  ${part >= 0 ? "+" : ""}${short(part)}  ${String(given)}`);
  return 0;
}
