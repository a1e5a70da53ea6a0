// A program of its own, so that making load takes nothing from the one who measures: reads its task from the command line.
import { batchSize, type Outcome, type Task } from "./loadTask";
import { openWire } from "./wire";

const paths = { "log-metric": "/api/2.0/mlflow/runs/log-metric", "log-batch": "/api/2.0/mlflow/runs/log-batch" };

let step = 0;
function bodyOf(kind: Task["kind"], run: string): string {
  if (kind === "log-metric")
    return `{"run_id":"${run}","key":"loss","value":${1 / ++step},"timestamp":1700000000000,"step":${step}}`;
  const metrics = Array.from({ length: batchSize }, (_, i) => {
    if (i % 10 === 0) step++;
    return `{"key":"metric_${i % 10}","value":${1 / (step + i)},"timestamp":1700000000000,"step":${step}}`;
  });
  return `{"run_id":"${run}","metrics":[${metrics.join(",")}]}`;
}

async function main(task: Task): Promise<Outcome> {
  const latencies: number[] = [];
  let failed = 0;
  const began = performance.now();
  const end = began + task.seconds * 1000;
  const work = async (i: number) => {
    const wire = openWire(task);
    const run = task.runs[i % task.runs.length] as string;
    let body = bodyOf(task.kind, run);
    while (performance.now() < end) {
      const sent = performance.now();
      const reply = wire.send("POST", paths[task.kind], body);
      body = bodyOf(task.kind, run); // the next is written while this one is under way
      if ((await reply).status !== 200) failed++;
      latencies.push(performance.now() - sent);
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: task.connections }, (_, i) => work(i)));
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { seconds, requests: latencies.length, failed, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

void main(JSON.parse(process.argv[2] ?? "{}") as Task).then((outcome) => process.stdout.write(JSON.stringify(outcome)));
