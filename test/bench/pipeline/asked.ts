import { pipelineContenders } from "../data/contenders";
import type { Bench } from "../data/local";
import { askRuntime } from "../data/runtime";
import { median } from "../tracking/processes";
import { less } from "../tracking/table";

/** Where the stages of a project stand, asked of a runtime that is up, as the editor does. */
export async function measureAskedRepro(bench: Bench, project: string): Promise<void> {
  await pipelineContenders(bench.machine)[0].run(project, "repro", "--no-track");
  const took = await askRuntime(bench.machine, project, "/api/tidemark/v1/pipeline?project=.");
  bench.note(`pipeline status of a running runtime: ${took.map((each) => each.toFixed(1)).join(", ")} ms`);
  bench.add(less("20 stages, nothing to do, of a running runtime", "ms", median(took), undefined, { limit: 30 }));
}
