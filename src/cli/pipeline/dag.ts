import {
  connectedParts,
  type Dag,
  dagDot,
  dagMermaid,
  dagTree,
  joinNames,
  keepNames,
  namesAbove,
} from "../../core/dvc/pipeline/dagText";
import type { PipelineGraph } from "../../core/dvc/pipeline/graph";
import { joinPath } from "../../core/dvc/pipeline/paths";
import { openCompare } from "../../runtime/pipeline/compare/openCompare";
import { findTargets } from "../../runtime/pipeline/targets";
import { UsageError } from "../args";
import { palette, screenOf } from "../terminal/terminal";
import { defineVerb } from "../verb";
import { shownPath } from "./compareWords";

export const dag = defineVerb({
  usage: "[TARGET] [--full] [-o] [--collapse-foreach-matrix] [--mermaid | --md | --dot]",
  about: `Stages and what they come from; with a target, all that it needs.

Examples:
  tidemark dag
  tidemark dag train --full
  tidemark dag --outs --mermaid
  tidemark dag --dot | dot -Tsvg > dag.svg`,
  words: { least: 0, most: 1 },
  options: {
    full: { kind: "flag", help: "all that hangs together with the target" },
    outs: { kind: "flag", short: "o", help: "outputs instead of stages" },
    "collapse-foreach-matrix": { kind: "flag", help: "a group as one stage" },
    mermaid: { kind: "flag", help: "a Mermaid flowchart" },
    md: { kind: "flag", help: "the same in a Markdown block" },
    dot: { kind: "flag", help: "Graphviz" },
  },
  async run({ workspace, words: [target], options, json, out }) {
    if (options.outs && options["collapse-foreach-matrix"])
      throw new UsageError("--outs and --collapse-foreach-matrix exclude each other");
    const comparing = openCompare(workspace);
    try {
      const graph = await comparing.workspace.graph();
      const { folder } = comparing;
      const targets =
        target === undefined ? [] : findTargets(graph, [target], { folder, recursive: false, glob: false });
      const whole = options.outs ? outsDag(graph) : { nodes: graph.order, needs: graph.needs };
      const wanted = options.outs
        ? outsOf(graph, targets, target === undefined ? "" : joinPath(folder, target))
        : targets;
      const chosen = wanted.length === 0 ? whole : keepNames(whole, reached(whole, wanted, options.full));
      const shown = options["collapse-foreach-matrix"] ? joinNames(chosen, (name) => groupOf(graph, name)) : chosen;
      const name = (each: string) => (options.outs ? shownPath(each, comparing) : shownAddress(each, folder));
      const drawn: Dag = joinNames(shown, name);
      if (json) {
        const needs = drawn.nodes.map((each) => ({ name: each, needs: drawn.needs.get(each) ?? [] }));
        out.document({ nodes: needs });
      } else if (options.dot) out.stdout.write(dagDot(drawn));
      else if (options.md) out.stdout.write(`\`\`\`mermaid\n${dagMermaid(drawn)}\`\`\`\n`);
      else if (options.mermaid) out.stdout.write(dagMermaid(drawn));
      else if (drawn.nodes.length === 0)
        out.note("no stages: write some into dvc.yaml, or track a file with tidemark data add");
      else out.stdout.write(dagTree(drawn, { note: palette(screenOf(out).colour).muted }));
      return 0;
    } finally {
      comparing.close();
    }
  },
});

function reached(dag: Dag, names: readonly string[], isFull: boolean): ReadonlySet<string> {
  if (!isFull) return namesAbove(dag, names);
  return new Set(connectedParts(dag).flatMap((part) => (names.some((name) => part.has(name)) ? [...part] : [])));
}

/** Outputs, and those that the stages that make them read. */
function outsDag(graph: PipelineGraph): Dag {
  const needs = new Map<string, readonly string[]>();
  for (const address of graph.order) {
    const node = graph.nodes.get(address);
    const read = (node?.deps ?? []).flatMap(({ path }) =>
      graph
        .makersOf(path)
        .flatMap((maker) =>
          (graph.nodes.get(maker)?.outs ?? []).flatMap((out) => (overlaps(out.path, path) ? [out.path] : [])),
        ),
    );
    for (const { path } of node?.outs ?? []) needs.set(path, [...new Set(read)]);
  }
  return { nodes: [...needs.keys()], needs };
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

/** Of the stages; where the target is an output itself, that one. */
function outsOf(graph: PipelineGraph, addresses: readonly string[], target: string): readonly string[] {
  const outs = addresses.flatMap((address) => (graph.nodes.get(address)?.outs ?? []).map(({ path }) => path));
  const named = outs.filter((path) => target !== "" && overlaps(path, target));
  return named.length > 0 ? named : outs;
}

function groupOf(graph: PipelineGraph, address: string): string {
  return graph.nodes.get(address)?.stage?.group === undefined ? address : address.slice(0, address.indexOf("@"));
}

/** As it is spoken of from a folder of the project. */
function shownAddress(address: string, folder: string): string {
  if (folder === "") return address;
  const cut = /^(.*dvc\.yaml):(.*)$/s.exec(address);
  const isFile = cut === null && address.endsWith(".dvc");
  const [file, name] = cut ? [cut[1] as string, cut[2] as string] : ["dvc.yaml", address];
  const up = folder.split("/").map(() => "..");
  const from = (path: string) =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : [...up, path].join("/");
  if (isFile) return from(address);
  const shown = from(file);
  return shown === "dvc.yaml" ? name : `${shown}:${name}`;
}
