import {
  type DataPiece,
  piecesIn,
  stageDepsTag,
  stageFileTag,
  stageLineTag,
  stageOutsTag,
  stageTag,
} from "../../shared/stageTags";
import type { Tracking } from "../tracking/tracking";
import type { Graph } from "./graph";

type Tag = (key: string) => string | undefined;

/** Of one piece of data; a table that a hundred runs read is told of the first. */
const mostRuns = 8;

/** Stages of pipelines, the data they read and wrote, and the runs of stages before and after them. */
export function createStageNodes({ runs, search, summaries }: Pick<Tracking, "runs" | "search" | "summaries">) {
  /** Runs of the same experiment with the piece among those that the tag lists. */
  const runsWith = (id: string, tag: string, { md5, path }: DataPiece): string[] => {
    if (!/^[0-9a-f]{32}(\.dir)?$/.test(md5)) return [];
    const found = search.runs({
      experiments: [runs.get(id).experiment_id],
      view: "ACTIVE_ONLY",
      filter: `tags."${tag}" LIKE '%${md5}%'`,
      orderBy: ["attributes.start_time DESC"],
      limit: mostRuns,
    });
    return summaries.runs(found.rows).flatMap((run) => {
      const pieces = piecesIn(runs.tag(run.id, tag));
      return run.id !== id && pieces.some((each) => each.md5 === md5 && each.path === path) ? [run.id] : [];
    });
  };
  const addPiece = (graph: Graph, { path, md5, size }: DataPiece) => {
    const more = size === undefined ? {} : { size };
    return graph.add({ id: `data:${path}:${md5}`, kind: "data", title: path, hash: md5, ...more });
  };
  return {
    /** Under which a stage's dependencies stand among what a run read. */
    context: "dependency",

    /** Undefined of a run that is no stage's. */
    add(graph: Graph, self: string, tag: Tag): string | undefined {
      const [name, file, line] = [tag(stageTag), tag(stageFileTag), Number(tag(stageLineTag))];
      if (name === undefined || file === undefined) return undefined;
      const place = Number.isInteger(line) && line > 0 ? { line } : {};
      const node = graph.add({ id: `stage:${file}:${name}`, kind: "stage", title: name, path: file, ...place });
      graph.join(node, self);
      return node;
    },

    /** `addRun` puts another run into the graph. */
    addData(
      graph: Graph,
      id: string,
      { tag, addRun }: { readonly tag: Tag; addRun(other: string): string | undefined },
    ): void {
      for (const piece of piecesIn(tag(stageDepsTag))) {
        const node = addPiece(graph, piece);
        graph.join(node, `run:${id}`);
        // what was made with the same bytes more than once was made by the last one
        const [maker] = runsWith(id, stageOutsTag, piece);
        if (maker !== undefined) graph.join(addRun(maker), node);
      }
      for (const piece of piecesIn(tag(stageOutsTag))) {
        const node = addPiece(graph, piece);
        graph.join(`run:${id}`, node);
        for (const reader of runsWith(id, stageDepsTag, piece)) graph.join(node, addRun(reader));
      }
    },
  };
}
