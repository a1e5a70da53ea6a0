import { inject } from "../../src/runtime/kernel/http/inject";
import type { Kernel } from "../../src/runtime/kernel/kernel";
import type { Cell, Op } from "../../src/runtime/kernel/store/change";
import { createMemoryKernel, createRuntime } from "../../src/runtime/main";
import { createTracking } from "../../src/runtime/tracking/tracking";

/** Runs of 10 params, 10 metrics and 8 tags; a filter on a metric and a param, ordered by a metric, a page of 1000. */
async function main(): Promise<void> {
  for (const runs of [10_000, 100_000]) {
    const kernel = createMemoryKernel("/nowhere");
    await fill(kernel, runs);
    const tracking = createTracking(kernel);
    const query = {
      experiments: ["0"],
      view: "ACTIVE_ONLY" as const,
      filter: "metrics.metric_3 > 0.25 AND params.param_2 = 'value 3'",
      orderBy: ["metrics.metric_5 DESC"],
      limit: 1000,
    };
    const engine = median(15, () => tracking.search.runs(query));
    const plain = median(15, () => tracking.search.runs({ ...query, filter: "", orderBy: [] }));
    const like = median(15, () => tracking.search.runs({ ...query, filter: "params.param_2 LIKE '%e 3%'" }));
    const found = tracking.search.runs(query);
    const json = median(15, () => tracking.search.runsJson(found.rows));
    const dispatch = createRuntime(kernel);
    const body = { experiment_ids: ["0"], filter: query.filter, order_by: query.orderBy, max_results: 1000 };
    const answers: number[] = [];
    let bytes = 0;
    for (let i = 0; i < 15; i++) {
      const start = performance.now();
      const reply = await inject(dispatch, { method: "POST", url: "/api/2.0/mlflow/runs/search", body });
      answers.push(performance.now() - start);
      bytes = reply.body.length;
    }
    const first = answers[0] as number;
    answers.sort((a, b) => a - b);
    print(runs, {
      matched: found.total,
      engine,
      plain,
      like,
      json,
      answer: answers[7] as number,
      first,
      kilobytes: bytes / 1024,
    });
  }
}

function print(runs: number, figures: Readonly<Record<string, number>>): void {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(value < 100 ? 2 : 0)}`);
  process.stdout.write(`${runs} runs: ${text.join(", ")} (ms where nothing else is said)\n`);
}

function median(times: number, work: () => unknown): number {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    work();
    taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b)[times >> 1] as number;
}

async function fill({ store }: Kernel, runs: number): Promise<void> {
  const random = randomFrom(7);
  for (let i = 0; i < runs; i++) {
    const id = i.toString(16).padStart(8, "0").repeat(4);
    const cells: Record<string, Cell> = {
      experiment_id: "0",
      name: `run ${i}`,
      user: "ana",
      status: "FINISHED",
      lifecycle: "active",
      artifact_uri: `mlflow-artifacts:/0/${id}/artifacts`,
      start_time: 1_700_000_000_000 + i * 1000,
      end_time: 1_700_000_000_500 + i * 1000,
    };
    for (let p = 0; p < 10; p++) cells[`param:param_${p}`] = `value ${Math.floor(random() * 5)}`;
    for (let t = 0; t < 8; t++) cells[`tag:mlflow.tag.${t}`] = `a tag's value ${Math.floor(random() * 50)}`;
    const names = Array.from({ length: 10 }, (_, m) => `metric_${m}`);
    const points = {
      names,
      series: names.map((_, m) => m),
      values: names.map(random),
      steps: names.map(() => 10),
      times: names.map(() => 1_700_000_000_000 + i),
    };
    const ops: Op[] = [
      { do: "row", table: "runs", id },
      { do: "set", table: "runs", id, cells },
      { do: "points", table: "runs", id, points },
    ];
    await store.commit(ops);
  }
}

/** The same numbers every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

void main();
