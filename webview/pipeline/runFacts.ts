import { readMlflowRun } from "../../src/shared/mlflowRun";
import type { StagePage, StageRun } from "../../src/shared/pipelinePage";
import { findPrimaryMetric } from "../../src/shared/primaryMetric";
import { object } from "../../src/shared/readers";
import { stageCpuMetric, stageMemoryMetric } from "../../src/shared/stageTags";
import { host } from "../kit/host";

const readAnswer = object({ run: readMlflowRun });

/** What the stage's tracked run says: its name, the metric it is known by, and what the machine gave. */
export async function withRunFacts(stage: StagePage): Promise<StagePage> {
  const { run } = stage;
  if (run === undefined) return stage;
  const path = `/api/2.0/mlflow/runs/get?run_id=${encodeURIComponent(run.id)}`;
  const found = await host.get(path, readAnswer).catch(() => undefined); // a run may have been deleted
  if (found === undefined) return without(stage);
  const { info, data } = found.run;
  const key = findPrimaryMetric([data]);
  const numberOf = (name: string | undefined) => data.metrics.find((metric) => metric.key === name)?.value;
  const [value, memory, cpu] = [numberOf(key), numberOf(stageMemoryMetric), numberOf(stageCpuMetric)];
  const seconds = info.end_time === undefined ? 0 : (info.end_time - info.start_time) / 1000;
  const facts: StageRun = {
    ...run,
    name: info.run_name === "" ? run.id.slice(0, 7) : info.run_name,
    ...(key !== undefined && value !== undefined && { metric: { key, value } }),
    ...(memory !== undefined && { peakMemory: memory * 1e6 }),
    ...(cpu !== undefined && seconds > 0 && { cpu: cpu / seconds }),
  };
  return { ...stage, run: facts };
}

function without({ run: _, ...stage }: StagePage): StagePage {
  return stage;
}
