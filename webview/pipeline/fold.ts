import type { Edge } from "../../src/core/graph/graph";
import type { NodeState, PipelineNode } from "../../src/shared/pipelinePage";
import type { Own } from "./state";

/** What stands in the graph: a stage, data, or a group of foreach or matrix as one. */
export type Item =
  | { readonly kind: "node"; readonly id: string; readonly node: PipelineNode; readonly group?: string }
  | {
      readonly kind: "group";
      readonly id: string;
      readonly name: string;
      readonly members: readonly PipelineNode[];
      readonly state: NodeState;
    };

export interface Shown {
  readonly items: readonly Item[];
  readonly edges: readonly Edge[];
  /** Stages that "only changed" leaves out. */
  readonly hidden: number;
}

/** A group of more is folded at first. */
const mostUnfolded = 6;

/** The graph as it is looked at: without data where it is off, only what would run and its next of kin, groups as one. */
export function shownOf(
  nodes: readonly PipelineNode[],
  edges: readonly Edge[],
  own: Pick<Own, "data" | "onlyChanged" | "folded">,
): Shown {
  const withData = own.data ? nodes : nodes.filter(({ kind }) => kind === "stage");
  const kept = own.onlyChanged ? withData.filter((node) => isOfInterest(node)) : withData;
  const groups = groupsOf(nodes);
  const keptIds = new Set(kept.map(({ id }) => id));
  const place = new Map<string, string>();
  const items: Item[] = [];
  const seen = new Set<string>();
  for (const node of kept) {
    const group = node.group === undefined ? undefined : groupIdOf(node);
    if (group === undefined || !isFolded(own.folded, group, groups.get(group)?.length ?? 0)) {
      place.set(node.id, node.id);
      items.push({ kind: "node", id: node.id, node, ...(group !== undefined && { group }) });
      continue;
    }
    place.set(node.id, group);
    if (seen.has(group)) continue;
    seen.add(group);
    const members = (groups.get(group) ?? []).filter(({ id }) => keptIds.has(id));
    items.push({ kind: "group", id: group, name: node.group ?? "", members, state: stateOf(members) });
  }
  const bridged = kept.length === nodes.length ? edges : bridge(nodes, edges, keptIds);
  const drawn = new Map<string, Edge>();
  for (const { from, to } of bridged) {
    const [a, b] = [place.get(from), place.get(to)];
    if (a !== undefined && b !== undefined && a !== b) drawn.set(`${a}\n${b}`, { from: a, to: b });
  }
  const stages = (list: readonly PipelineNode[]) => list.filter(({ kind }) => kind === "stage").length;
  return { items, edges: [...drawn.values()], hidden: own.onlyChanged ? stages(nodes) - stages(kept) : 0 };
}

/** The id of a group in the graph: stages of two files may be of groups with one name. */
export function groupIdOf({ id, group }: PipelineNode): string {
  const at = id.lastIndexOf("@");
  return `${at < 0 ? (group ?? "") : id.slice(0, at)}@*`;
}

function groupsOf(nodes: readonly PipelineNode[]): Map<string, PipelineNode[]> {
  const groups = new Map<string, PipelineNode[]>();
  for (const node of nodes) {
    if (node.group === undefined) continue;
    const id = groupIdOf(node);
    const members = groups.get(id);
    if (members) members.push(node);
    else groups.set(id, [node]);
  }
  return groups;
}

export function isFolded(folded: Own["folded"], group: string, members: number): boolean {
  return members > 1 && (folded[group] ?? members > mostUnfolded);
}

const quiet: ReadonlySet<NodeState> = new Set(["unchanged"]);

function isOfInterest({ state }: PipelineNode): boolean {
  return !quiet.has(state);
}

/** What asks for a look first; a group is in the first of these that one of its stages is in. */
export const loudest: readonly NodeState[] = [
  "failed",
  "running",
  "killed",
  "skipped",
  "waiting",
  "changed",
  "unknown",
  "done",
  "restored",
  "unchanged",
];

export function stateOf(members: readonly Pick<PipelineNode, "state">[]): NodeState {
  return loudest.find((state) => members.some((each) => each.state === state)) ?? "unknown";
}

/** Where nodes were left out, what they connected stays connected. */
function bridge(nodes: readonly PipelineNode[], edges: readonly Edge[], kept: ReadonlySet<string>): Edge[] {
  const outOf = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = outOf.get(from);
    if (known) known.push(to);
    else outOf.set(from, [to]);
  }
  const found: Edge[] = [];
  for (const { id } of nodes) {
    if (!kept.has(id)) continue;
    const seen = new Set<string>([id]);
    const open = [...(outOf.get(id) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (kept.has(next)) found.push({ from: id, to: next });
      else open.push(...(outOf.get(next) ?? []));
    }
  }
  return found;
}

export function stateOfItem(item: Item): NodeState {
  return item.kind === "group" ? item.state : item.node.state;
}
