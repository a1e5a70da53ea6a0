import { formatBytes, formatCount } from "../../shared/format";
import type { Lineage, LineageKind, LineageNode } from "../../shared/lineage";
import type { Paint } from "../terminal/terminal";
import { safeText } from "../terminal/width";

const words: Readonly<Record<LineageKind, string>> = {
  data: "data",
  commit: "commit",
  source: "script",
  params: "params",
  stage: "stage",
  run: "run",
  "logged-model": "model",
  version: "model version",
};

/** The tree around what was asked for: `←` what it came from, `→` what came of it. What stands twice is told once. */
export function lineageLines({ nodes, edges, more }: Lineage, muted: Paint, bold: Paint): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const told = new Set<string>();
  const lines: string[] = [];
  const next = (id: string, way: "←" | "→") =>
    edges
      .filter(({ from, to }) => (way === "←" ? to : from) === id)
      .flatMap(({ from, to }) => byId.get(way === "←" ? from : to) ?? [])
      .map((node) => ({ node, way }));
  const below = (list: readonly { node: LineageNode; way: "←" | "→" }[], indent: string): void => {
    for (const [i, { node, way }] of list.entries()) {
      const isLast = i === list.length - 1;
      const isKnown = told.has(node.id);
      const line = `${muted(`${indent}${isLast ? "└─" : "├─"} ${way} ${words[node.kind]}`)} ${describe(node)}`;
      lines.push(isKnown ? `${line} ${muted("(see above)")}` : line);
      if (isKnown) continue;
      told.add(node.id);
      below(next(node.id, way), `${indent}${isLast ? "   " : "│  "}`);
    }
  };
  const focus = nodes.find((node) => node.focus);
  if (focus === undefined) return [];
  told.add(focus.id);
  lines.push(`${muted(words[focus.kind])} ${bold(describe(focus))}`);
  below([...next(focus.id, "←"), ...next(focus.id, "→")], "");
  for (const { kind, count } of more) lines.push(muted(`… and ${formatCount(count)} more of kind ${words[kind]}`));
  return lines;
}

function describe(node: LineageNode): string {
  const { title, line, branch, version, changed, hash, size, status, relation, stage, aliases = [] } = node;
  const name = [
    title,
    line === undefined ? "" : `:${line}`,
    branch === undefined ? "" : ` on ${branch}`,
    version === undefined ? "" : ` v${version}`,
  ];
  const facts = [
    hash?.slice(0, 7),
    size === undefined ? undefined : formatBytes(size),
    changed === undefined ? undefined : `${formatCount(changed)} ${changed === 1 ? "line" : "lines"} not committed`,
    relation === undefined ? undefined : relation === "parent" ? "parent" : "nested",
    status?.toLowerCase(),
    stage === "None" ? undefined : stage,
    ...aliases.map((alias) => `@${alias}`),
  ];
  return [name.join(""), ...facts.filter((fact) => fact !== undefined)].map(safeText).join(" · ");
}
