import { execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { median } from "../tracking/processes";
import { less } from "../tracking/table";
import type { Bench } from "./bench";

const run = promisify(execFile);

interface Took {
  readonly seconds: number;
  /** Of all processes together, at the worst moment; memory that they share counts once. */
  readonly megabytes: number;
}

/** 1,000,000 rows of 30 numbers from parquet to parquet, beside pandas with Python's onnxruntime. */
export async function measureBatch({ place, rounds, add, note }: Bench, script: string, rows: number): Promise<void> {
  const { python, models, scratch, cli } = place;
  const input = join(scratch, "rows.parquet");
  await run(python, [script, "make", input, String(rows)]);
  const model = join(models, "forest.onnx");
  const own: Took[] = [];
  const theirs: Took[] = [];
  for (let round = 0; round < rounds; round++) {
    const [ours, other] = [join(scratch, "ours.parquet"), join(scratch, "theirs.parquet")];
    own.push(await timed(process.execPath, [cli, "predict", "--model", model, "--input", input, "--output", ours]));
    theirs.push(await timed(python, [script, "predict", model, input, other]));
    if (round === 0) await run(python, [script, "compare", ours, other]);
  }
  const seconds = (all: readonly Took[]) => all.map((each) => each.seconds);
  const most = (all: readonly Took[]) => Math.max(...all.map(({ megabytes }) => megabytes));
  const list = (all: readonly Took[]) =>
    seconds(all)
      .map((each) => each.toFixed(1))
      .join(", ");
  const what = `batch predict, ${rows.toLocaleString("en")} rows × 30, parquet to parquet`;
  add(less(what, "s", median(seconds(own)), median(seconds(theirs)), { times: 3 }));
  add(less("the same: most memory", "MB", most(own), most(theirs), { limit: 500 }));
  note(`${what}: ours ${list(own)} s; pandas and onnxruntime ${list(theirs)} s`);
}

async function timed(program: string, args: readonly string[]): Promise<Took> {
  const began = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  let megabytes = 0;
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes, memoryOf(child.pid ?? 0));
  }, 100);
  const code = await new Promise((done) => child.once("close", done));
  clearInterval(watch);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, megabytes };
}

/** Of a process and its children; Linux alone tells. */
function memoryOf(pid: number): number {
  try {
    const own = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
    let sum = Number(own ?? 0) / 1024;
    for (const thread of readdirSync(`/proc/${pid}/task`))
      for (const child of readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean))
        sum += memoryOf(Number(child));
    return sum;
  } catch {
    return 0; // it has ended
  }
}
