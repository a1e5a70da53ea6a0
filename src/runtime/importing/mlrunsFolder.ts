import { join } from "node:path";
import type { Foreign, ForeignDataset, Taken } from "../../core/mlflow/foreign";
import { readYaml } from "../../core/yaml/readYaml";
import { integer, object, oneOf, optional, text } from "../../shared/readers";
import { exists, folders, guarded, pairs, readText } from "./mlrunsFiles";
import { loggedModels, registeredModels } from "./mlrunsModels";
import { readRunFolder } from "./mlrunsRun";
import { tracesOf } from "./mlrunsTraces";

const lifecycle = oneOf("active", "deleted");
const readExperiment = object({
  name: text,
  lifecycle_stage: optional(lifecycle, "active"),
  creation_time: optional(integer),
  last_update_time: optional(integer),
});

const readDataset = object({
  name: text,
  digest: text,
  source_type: optional(text, ""),
  source: optional(text, ""),
  schema: optional(text),
  profile: optional(text),
});

/** An `mlruns` folder, as MLflow's file store keeps it. With `only`, just those runs and their experiments. */
export async function* readMlrunsFolder(root: string, taken: Taken, only?: readonly string[]): AsyncGenerator<Foreign> {
  const experiments = await experimentFolders(root);
  const wanted = (run: string) => only?.includes(run) ?? true;
  let runs = 0;
  const runFolders = new Map<string, string[]>();
  for (const { id, path } of experiments) {
    const found = (await folders(path)).filter((name) => /^[0-9a-f]{32}$/.test(name) && wanted(name));
    runFolders.set(id, found);
    runs += found.length;
  }
  yield { kind: "expected", runs };
  for (const { id, path } of experiments) {
    if (only && runFolders.get(id)?.length === 0) continue;
    const meta = await guarded(join(path, "meta.yaml"), async () =>
      readExperiment(readYaml(await readText(join(path, "meta.yaml"))), "meta.yaml"),
    );
    if ("why" in meta) {
      yield meta;
      continue;
    }
    yield {
      kind: "experiment",
      id,
      name: meta.name,
      lifecycle: meta.lifecycle_stage,
      ...(meta.creation_time !== undefined && { createdAt: meta.creation_time }),
      ...(meta.last_update_time !== undefined && { updatedAt: meta.last_update_time }),
      tags: await pairs(join(path, "tags")),
    };
    const datasets = await datasetsOf(path);
    for (const run of runFolders.get(id) ?? [])
      yield* readRunFolder(join(path, run), id, datasets, taken.runs.get(run));
    yield* loggedModels(join(path, "models"), id);
    yield* tracesOf(join(path, "traces"), id);
  }
  yield* registeredModels(join(root, "models"));
}

async function experimentFolders(root: string): Promise<{ id: string; path: string }[]> {
  const found: { id: string; path: string }[] = [];
  for (const parent of [root, join(root, ".trash")])
    for (const id of await folders(parent)) {
      const path = join(parent, id);
      // beside a database MLflow keeps the files of runs in folders of the same names
      if (/^\d+$/.test(id) && (await exists(join(path, "meta.yaml")))) found.push({ id, path });
    }
  return found;
}

async function datasetsOf(experiment: string): Promise<Map<string, ForeignDataset>> {
  const found = new Map<string, ForeignDataset>();
  for (const id of await folders(join(experiment, "datasets"))) {
    const path = join(experiment, "datasets", id, "meta.yaml");
    const meta = await guarded(path, async () => readDataset(readYaml(await readText(path)), "meta.yaml"));
    if ("why" in meta) continue;
    const { source_type: sourceType, schema, profile, ...rest } = meta;
    found.set(id, {
      ...rest,
      sourceType,
      tags: [],
      ...(schema !== undefined && { schema }),
      ...(profile !== undefined && { profile }),
    });
  }
  return found;
}
