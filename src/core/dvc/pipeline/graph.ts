import type { Place } from "../../yaml/placedYaml";
import type { DvcFile } from "../entries";
import { folderOf, isAddress, joinPath } from "./paths";
import type { Fault, Pipeline, ResolvedStage, Target } from "./resolved";

/** A stage, or a .dvc file. */
export interface GraphNode {
  /** `train`, `sub/dvc.yaml:train`, `data.csv.dvc`. */
  readonly address: string;
  readonly file: string;
  readonly place: Place;
  readonly stage?: ResolvedStage;
  readonly data?: DvcFile;
  readonly deps: readonly GraphEnd[];
  readonly outs: readonly GraphEnd[];
}

export interface GraphEnd {
  /** From the project's root, or an address elsewhere. */
  readonly path: string;
  readonly place: Place;
}

export interface PipelineGraph {
  /** In the order of the files and of what stands in them. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** What each needs directly. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** What needs it directly. */
  readonly neededBy: ReadonlyMap<string, readonly string[]>;
  /** What is needed comes before what needs it; else as in `nodes`. Without what lies in a cycle. */
  readonly order: readonly string[];
  readonly faults: readonly Fault[];
  /** Who makes a path, or what it lies in, or what lies in it. */
  makersOf(path: string): readonly string[];
}

export interface GraphInput {
  readonly pipelines: readonly Pipeline[];
  readonly dvcFiles?: readonly { readonly file: string; readonly content: DvcFile }[];
}

const start: Place = { line: 1, column: 1, end: { line: 1, column: 1 } };

export function buildGraph(input: GraphInput): PipelineGraph {
  const nodes = new Map<string, GraphNode>();
  for (const { file, content } of input.dvcFiles ?? []) nodes.set(file, nodeOfFile(file, content));
  for (const { stages } of input.pipelines) for (const stage of stages) nodes.set(stage.address, nodeOfStage(stage));
  const faults: Fault[] = [];
  const outs = new OutsByPath();
  for (const node of nodes.values())
    for (const out of node.outs) {
      outs.add(node, out, faults);
      if (isKept(out.path))
        faults.push(faultAt({ ...out, node }, `'${out.path}' belongs to git or DVC and cannot be an output`));
    }
  for (const node of nodes.values()) {
    const around = outs.around(node.file);
    if (around)
      faults.push(
        faultAt(around, `${node.file} lies in the output '${around.path}' of ${around.node.address}; move one of them`),
      );
  }
  const needs = new Map<string, readonly string[]>();
  const neededBy = new Map<string, string[]>();
  for (const address of nodes.keys()) neededBy.set(address, []);
  for (const node of nodes.values()) {
    const makers = new Set(node.deps.flatMap(({ path }) => outs.makersOf(path)));
    needs.set(node.address, [...makers]);
    for (const maker of makers) neededBy.get(maker)?.push(node.address);
  }
  const { order, cycle } = sort(nodes, needs);
  if (cycle) faults.push(faultOfCycle(cycle, nodes, outs));
  return { nodes, needs, neededBy, order, faults, makersOf: (path) => outs.makersOf(path) };
}

/** An output is deleted before its stage runs, so it is never one of these, nor lies in one. */
function isKept(path: string): boolean {
  if (isAddress(path)) return false;
  const parts = path.split("/");
  return (
    parts.some((part) => part === ".git" || part === ".hg" || part === ".dvc") ||
    /(?:\.dvc|^dvc\.yaml)$/.test(parts.at(-1) ?? "")
  );
}

function nodeOfStage(stage: ResolvedStage): GraphNode {
  const { address, file, place } = stage;
  const end = ({ target, place: at }: { target: Target; place: Place }) => ({ path: pathOf(target), place: at });
  return {
    address,
    file,
    place,
    stage,
    deps: [
      ...stage.deps.filter(({ path }) => !path.startsWith("ds://")).map(end),
      ...stage.params.map((each) => ({ path: each.file, place: each.places[0] ?? place })),
    ],
    outs: stage.outs.map(end),
  };
}

function nodeOfFile(file: string, data: DvcFile): GraphNode {
  const wdir = joinPath(folderOf(file), data.wdir);
  const end = ({ path }: { readonly path: string }) => ({
    path: isAddress(path) ? path : joinPath(wdir, path),
    place: start,
  });
  // what comes from another repository has its path there
  const deps = data.deps.filter(({ repo }) => repo === undefined).map(end);
  return { address: file, file, place: start, data, deps, outs: data.outs.map(end) };
}

function pathOf(target: Target): string {
  return target.kind === "local" ? target.path : target.url;
}

interface Made extends GraphEnd {
  readonly node: GraphNode;
}

/** Outputs by their paths: which one a path is, lies in, or holds. */
class OutsByPath {
  private readonly byPath = new Map<string, Made>();
  /** Folder, then what lies in it at any depth. */
  private readonly within = new Map<string, Made[]>();

  add(node: GraphNode, end: GraphEnd, faults: Fault[]): void {
    const made: Made = { ...end, node };
    const same = this.byPath.get(end.path);
    if (same) {
      const other = same.node === node ? "too" : `of ${same.node.address} (${shown(same)}) too`;
      faults.push(faultAt(made, `the output '${end.path}' of ${node.address} is an output ${other}`));
      return;
    }
    const above = this.above(end.path);
    const below = this.within.get(end.path)?.[0];
    if (above) faults.push(faultAt(made, overlap(made, above)));
    else if (below) faults.push(faultAt(made, overlap(below, made)));
    this.byPath.set(end.path, made);
    for (const folder of foldersAbove(end.path)) {
      const found = this.within.get(folder);
      if (found) found.push(made);
      else this.within.set(folder, [made]);
    }
  }

  /** What a file lies in. */
  around(path: string): Made | undefined {
    return this.byPath.get(path) ?? this.above(path);
  }

  get(path: string): Made | undefined {
    return this.byPath.get(path);
  }

  makersOf(path: string): string[] {
    const own = this.byPath.get(path);
    const above = foldersAbove(path).flatMap((folder) => this.byPath.get(folder) ?? []);
    return [...(own ? [own] : []), ...above, ...(this.within.get(path) ?? [])].map(({ node }) => node.address);
  }

  private above(path: string): Made | undefined {
    for (const folder of foldersAbove(path)) {
      const found = this.byPath.get(folder);
      if (found) return found;
    }
    return undefined;
  }
}

/** The nearest first; of an address elsewhere not its scheme. */
function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) {
    if (path[cut - 1] === "/" || path[cut - 1] === ":") break;
    folders.push(path.slice(0, cut));
  }
  // the project's own folder holds all that is not outside of it
  if (path !== "" && !path.startsWith("/") && !path.startsWith("../") && !isAddress(path)) folders.push("");
  return folders;
}

function overlap(inner: Made, outer: Made): string {
  const of = (made: Made) => `'${made.path || "."}' of ${made.node.address}`;
  return `the output ${of(inner)} (${shown(inner)}) lies in ${of(outer)} (${shown(outer)}); an output belongs to one stage only`;
}

function shown({ node, place }: Made): string {
  return `${node.file}:${place.line}:${place.column}`;
}

function faultAt({ node, place }: Made, message: string): Fault {
  return { message, file: node.file, place, severity: "error" };
}

/** Depth first, in the order of the nodes. */
function sort(
  nodes: ReadonlyMap<string, GraphNode>,
  needs: ReadonlyMap<string, readonly string[]>,
): { order: readonly string[]; cycle: readonly string[] | undefined } {
  const done = new Map<string, "open" | "closed">();
  const order: string[] = [];
  let cycle: readonly string[] | undefined;
  for (const first of nodes.keys()) {
    if (done.has(first)) continue;
    const path: { address: string; rest: readonly string[] }[] = [];
    const enter = (address: string) => {
      done.set(address, "open");
      path.push({ address, rest: needs.get(address) ?? [] });
    };
    enter(first);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const [next, ...rest] = top.rest;
      if (next === undefined) {
        done.set(top.address, "closed");
        order.push(top.address);
        path.pop();
        continue;
      }
      top.rest = rest;
      const state = done.get(next);
      if (state === undefined) enter(next);
      else if (state === "open")
        cycle ??= path.slice(path.findIndex(({ address }) => address === next)).map((at) => at.address);
    }
  }
  const inCycle = new Set(cycle);
  return { order: order.filter((address) => !inCycle.has(address)), cycle };
}

function faultOfCycle(cycle: readonly string[], nodes: ReadonlyMap<string, GraphNode>, outs: OutsByPath): Fault {
  const steps = cycle.map((address, i) => {
    const next = cycle[(i + 1) % cycle.length] as string;
    const node = nodes.get(address) as GraphNode;
    const dep = node.deps.find(({ path }) => outs.makersOf(path).includes(next)) as GraphEnd;
    return { node, next, dep };
  });
  const [first] = steps;
  const words = steps.map(
    ({ node, next, dep }) => `${node.address} needs '${dep.path}' of ${next} (${node.file}:${dep.place.line})`,
  );
  return {
    message: `stages need each other in a cycle: ${words.join(", ")}`,
    file: first?.node.file ?? "",
    place: first?.dep.place ?? start,
    severity: "error",
  };
}

/** These and all that they need, or with "neededBy" all that needs them; in the order of the graph. */
export function reach(
  graph: PipelineGraph,
  addresses: readonly string[],
  along: "needs" | "neededBy",
): readonly string[] {
  const found = new Set(addresses);
  const left = [...addresses];
  for (let address = left.pop(); address !== undefined; address = left.pop())
    for (const next of graph[along].get(address) ?? [])
      if (!found.has(next)) {
        found.add(next);
        left.push(next);
      }
  return graph.order.filter((address) => found.has(address));
}
