import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Foreign, ForeignDataset, ForeignModelLink, ForeignPoints, TakenRun } from "../../core/mlflow/foreign";
import { readYaml } from "../../core/yaml/readYaml";
import { integer, object, oneOf, optional, string, text } from "../../shared/readers";
import { files, folders, guarded, pairs, pythonFloat, readText } from "./mlrunsFiles";

const readRun = object({
  run_id: optional(string),
  run_uuid: optional(string),
  run_name: optional(text, ""),
  name: optional(text, ""),
  user_id: optional(text, ""),
  status: integer,
  start_time: integer,
  end_time: optional(integer),
  lifecycle_stage: optional(oneOf("active", "deleted"), "active"),
  deleted_time: optional(integer),
  artifact_uri: optional(string, ""),
});

const readLink = object({
  source_id: text,
  destination_id: text,
  destination_type: text,
  source_type: text,
  step: optional(integer, 0),
  tags: optional<Record<string, string>>((value) => value as Record<string, string>, {}),
});

const statuses: Readonly<Record<number, string>> = {
  1: "RUNNING",
  2: "SCHEDULED",
  3: "FINISHED",
  4: "FAILED",
  5: "KILLED",
};

export async function* readRunFolder(
  path: string,
  experiment: string,
  datasets: ReadonlyMap<string, ForeignDataset>,
  before: TakenRun | undefined,
): AsyncGenerator<Foreign> {
  const stamp = await stampOf(path);
  if (stamp !== undefined && stamp === before?.stamp) return;
  const meta = await guarded(join(path, "meta.yaml"), async () =>
    readRun(readYaml(await readText(join(path, "meta.yaml"))), "meta.yaml"),
  );
  if ("why" in meta) {
    yield meta;
    return;
  }
  const id = meta.run_id ?? meta.run_uuid ?? "";
  const tags = await pairs(join(path, "tags"));
  const { inputs, modelInputs, modelOutputs } = await linksOf(path, datasets);
  const named = tags.find(([key]) => key === "mlflow.runName")?.[1];
  yield {
    kind: "run",
    id,
    experiment,
    name: meta.run_name || named || meta.name,
    user: meta.user_id,
    status: statuses[meta.status] ?? "RUNNING",
    startTime: meta.start_time,
    ...(meta.end_time !== undefined && { endTime: meta.end_time }),
    lifecycle: meta.lifecycle_stage,
    ...(meta.deleted_time !== undefined && { deletedAt: meta.deleted_time }),
    params: await pairs(join(path, "params")),
    tags,
    datasets: inputs,
    modelInputs,
    modelOutputs,
    artifacts: meta.artifact_uri === "" ? join(path, "artifacts") : meta.artifact_uri,
    // a run that has ended changes seldom; one that runs is read again each time
    ...(meta.end_time !== undefined && stamp !== undefined && { stamp }),
  };
  for (const key of await files(join(path, "metrics"))) {
    const points = await guarded(join(path, "metrics", key), () =>
      newPoints(join(path, "metrics", key), id, key, before?.bytes[key] ?? 0),
    );
    if (points) yield points;
  }
}

/** When the run's own file and its lists of params, tags and metrics were last touched. */
async function stampOf(path: string): Promise<string | undefined> {
  const seen = await Promise.all(
    ["meta.yaml", "params", "tags", "metrics", "inputs", "outputs"].map((name) =>
      stat(join(path, name)).then(
        (found) => found.mtimeMs,
        () => 0,
      ),
    ),
  );
  return seen[0] === 0 ? undefined : seen.join("/");
}

/** Whole lines after `from`; a line still being written waits for the next time. */
async function newPoints(path: string, run: string, key: string, from: number): Promise<ForeignPoints | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = size < from ? 0 : from;
    const bytes = Buffer.alloc(size - start);
    await file.read(bytes, 0, bytes.length, start);
    const end = bytes.lastIndexOf(10) + 1;
    if (end === 0) return undefined;
    const lines = bytes.toString("latin1", 0, end).split("\n");
    lines.pop();
    const values = new Float64Array(lines.length);
    const steps = new Float64Array(lines.length);
    const times = new Float64Array(lines.length);
    lines.forEach((line, i) => {
      const [at = "", value = "", step = "0"] = line.split(" ");
      times[i] = Number(at);
      values[i] = pythonFloat(value);
      steps[i] = Number(step);
      if (Number.isNaN(times[i]) || Number.isNaN(steps[i])) throw new Error(`line ${i + 1} is not 'time value step'`);
    });
    return { kind: "points", run, key, values, steps, times, bytes: start + end };
  } finally {
    await file.close();
  }
}

interface Links {
  inputs: ForeignDataset[];
  modelInputs: ForeignModelLink[];
  modelOutputs: ForeignModelLink[];
}

async function linksOf(run: string, datasets: ReadonlyMap<string, ForeignDataset>): Promise<Links> {
  const links: Links = { inputs: [], modelInputs: [], modelOutputs: [] };
  for (const side of ["inputs", "outputs"])
    for (const name of await folders(join(run, side))) {
      const path = join(run, side, name, "meta.yaml");
      const link = await guarded(path, async () => readLink(readYaml(await readText(path)), "meta.yaml"));
      if ("why" in link) continue;
      const dataset = datasets.get(link.source_id);
      if (link.source_type === "DATASET" && dataset) links.inputs.push({ ...dataset, tags: Object.entries(link.tags) });
      else if (link.destination_type === "MODEL_OUTPUT")
        links.modelOutputs.push({ model: link.destination_id, step: link.step });
      else if (link.destination_type === "MODEL_INPUT")
        links.modelInputs.push({ model: link.destination_id, step: link.step });
    }
  return links;
}
