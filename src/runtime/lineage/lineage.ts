import { type Patch, readPatch } from "../../core/patch/readPatch";
import { notFound } from "../../shared/apiError";
import type { Lineage } from "../../shared/lineage";
import type { Kernel } from "../kernel/kernel";
import type { Registry } from "../registry/registry";
import type { Tracking } from "../tracking/tracking";
import { createGraph, type Graph } from "./graph";
import { addSource } from "./sourceNodes";
import { createStageNodes } from "./stageNodes";

export type LineageService = ReturnType<typeof createLineage>;

interface Rooms {
  readonly tracking: Tracking;
  readonly registry: Registry;
}

const mostChildren = 20;
/** Bytes. Larger ones are not of a person's hand, and reading them would hold up all others. */
const largestPatch = 4e6;
const noPatch: Patch = { files: [], unknown: [], isCut: false };

/** What came of what: data and code into runs, runs into models. Nothing is kept for it; it is read off the other rooms. */
export function createLineage({ places }: Kernel, { tracking, registry }: Rooms) {
  const { runs, summaries, provenance, loggedModels, search, artifacts } = tracking;

  const stages = createStageNodes(tracking);

  const addRun = (graph: Graph, id: string, more: { focus?: boolean; relation?: "parent" | "child" } = {}) => {
    const run = runs.find(id);
    return (
      run && graph.add({ id: `run:${id}`, kind: "run", title: run.run_name, run: id, status: run.status, ...more })
    );
  };
  const addModel = (graph: Graph, id: string) => {
    const model = loggedModels.find(id);
    if (model === undefined) return undefined;
    const { name, source_run_id: run } = model;
    const node = { id: `logged-model:${id}`, kind: "logged-model", title: name, logged_model: id } as const;
    return graph.add({ ...node, ...(run ? { run } : {}) });
  };
  const addVersion = (graph: Graph, name: string, version: number, focus = false) => {
    const { current_stage: stage } = registry.versions.get(name, version);
    const aliases = registry.models.get(name).aliases.filter((each) => each.version === version);
    return graph.add({
      id: `version:${name}/${version}`,
      kind: "version",
      title: name,
      model: name,
      version,
      stage,
      aliases: aliases.map(({ alias }) => alias),
      ...(focus && { focus }),
    });
  };

  const patchOf = async (path: string | undefined): Promise<Patch> => {
    if (path === undefined) return noPatch;
    try {
      const { handle, size } = await artifacts.open(path);
      try {
        return size > largestPatch ? noPatch : readPatch(await handle.readFile("utf8"));
      } finally {
        await handle.close();
      }
    } catch {
      return noPatch; // deleted since, or unreadable: the run is none the less what it is
    }
  };

  const addChildren = (graph: Graph, id: string, experiment: string) => {
    const found = search.runs({
      experiments: [experiment],
      view: "ACTIVE_ONLY",
      filter: `tags."mlflow.parentRunId" = '${id}'`,
      orderBy: ["attributes.start_time ASC"],
      limit: mostChildren,
    });
    for (const child of summaries.runs(found.rows))
      graph.join(`run:${id}`, addRun(graph, child.id, { relation: "child" }));
    graph.leaveOut("run", found.total - found.rows.length);
  };

  const addInputs = async (graph: Graph, id: string): Promise<void> => {
    const run = summaries.run(id);
    const self = `run:${id}`;
    const doc = await provenance.find(id);
    const tag = (key: string) => run.tags.find((each) => each.key === key)?.value;
    const commit = doc?.commit ?? tag("mlflow.source.git.commit");
    const stage = stages.add(graph, self, tag);
    const source = tag("tidemark.source.path") ?? doc?.script ?? (stage === undefined ? run.source : undefined);
    const line = doc?.line ?? Number(tag("tidemark.source.line"));
    addSource(graph, stage ?? self, {
      ...(commit ? { commit } : {}),
      ...(doc?.branch ? { branch: doc.branch } : {}),
      ...(source ? { source } : {}),
      ...(Number.isInteger(line) && line > 0 ? { line } : {}),
      workspace: places.workspace,
      patch: await patchOf(doc?.patch_path),
    });
    // a stage says itself what it reads
    const versions = stage === undefined ? (doc?.data ?? []) : [];
    if (stage !== undefined) stages.addData(graph, id, { tag, addRun: (other) => addRun(graph, other) });
    const told = new Set<string>();
    for (const { name, digest, context } of run.datasets) {
      if (stage !== undefined && context === stages.context) continue;
      // the same thing may be known by the client and by DVC; DVC's word leads to a file
      const version = versions.find(
        ({ path, hash }) => path === name || (isNamed(path, name) && hash.startsWith(digest)),
      );
      if (version) told.add(version.path);
      const { path: title = name, hash = digest, size, from: path } = version ?? {};
      const node = { id: `data:${title}:${hash}`, kind: "data", title, hash } as const;
      const more = { ...(size === undefined ? {} : { size }), ...(path === undefined ? {} : { path }) };
      graph.join(graph.add({ ...node, ...more, ...(context === undefined ? {} : { context }) }), self);
    }
    for (const { path, hash, size, from } of versions) {
      if (told.has(path)) continue;
      const more = size === undefined ? {} : { size };
      graph.join(graph.add({ id: `data:${path}:${hash}`, kind: "data", title: path, hash, path: from, ...more }), self);
    }
    for (const model of run.model_inputs) {
      const made = loggedModels.find(model)?.source_run_id;
      const node = addModel(graph, model);
      if (made) graph.join(addRun(graph, made), node);
      graph.join(node, self);
    }
    if (run.parent) graph.join(addRun(graph, run.parent, { relation: "parent" }), self);
  };

  const addOutputs = (graph: Graph, id: string): void => {
    const made = new Set(summaries.run(id).model_outputs);
    const registered = new Set<string>();
    for (const { name, version, run_id, model_id } of registry.versions.all()) {
      const isMade = model_id !== undefined && made.has(model_id);
      if (run_id !== id && !isMade) continue;
      if (model_id !== undefined) registered.add(model_id);
      const node = addVersion(graph, name, version);
      const model = model_id === undefined ? undefined : addModel(graph, model_id);
      if (model !== undefined) graph.join(`run:${id}`, model);
      graph.join(model ?? `run:${id}`, node);
    }
    for (const model of made) if (!registered.has(model)) graph.join(`run:${id}`, addModel(graph, model));
  };

  return {
    async ofRun(id: string): Promise<Lineage> {
      const { experiment_id } = runs.get(id);
      const graph = createGraph();
      addRun(graph, id, { focus: true });
      await addInputs(graph, id);
      addOutputs(graph, id);
      addChildren(graph, id, experiment_id);
      return graph.finish();
    },

    async ofVersion(name: string, version: number): Promise<Lineage> {
      const doc = registry.versions.find(name, version) ?? notFound(`Version ${version} of model '${name}'`);
      const graph = createGraph();
      const node = addVersion(graph, name, version, true);
      const model = doc.model_id === undefined ? undefined : addModel(graph, doc.model_id);
      graph.join(model, node);
      const id = doc.run_id || (doc.model_id && loggedModels.find(doc.model_id)?.source_run_id) || "";
      const run = addRun(graph, id);
      graph.join(run, model ?? node);
      if (run !== undefined) await addInputs(graph, id);
      return graph.finish();
    },
  };
}

function isNamed(path: string, name: string): boolean {
  return path.slice(path.lastIndexOf("/") + 1) === name;
}
