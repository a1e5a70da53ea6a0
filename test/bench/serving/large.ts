import { execFile } from "node:child_process";
import { existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { childrenOf, rssOf } from "../tracking/processes";
import { less } from "../tracking/table";
import type { Bench } from "./bench";
import type { Place } from "./contenders";
import { jsonRequest, type PredictedRow } from "./requests";
import { type Program, startServer } from "./servers";

const run = promisify(execFile);

/** A model of about 500 MB: what it takes while it is opened, and how long that is. */
export async function measureLarge({ place, add, note }: Bench, maker: string, megabytes: number): Promise<void> {
  const path = join(place.models, `large-${megabytes}.onnx`);
  if (!existsSync(`${path}.json`) || !existsSync(path)) {
    await run(place.python, [maker, `${path}.part`, String(megabytes)]);
    renameSync(`${path}.part.json`, `${path}.json`);
    renameSync(`${path}.part`, path);
  }
  const program = programFor(place, path);
  const size = statSync(path).size / 1024 / 1024;
  for (const start of ["first", "second"]) {
    const server = await startServer(program);
    const [answering = 0] = childrenOf(server.pid);
    const { now, peak } = rssOf(answering);
    await server.stop();
    note(`a model of ${size.toFixed(0)} MB, ${start} start: peak ${peak.toFixed(0)} MB, then ${now.toFixed(0)} MB`);
    if (start === "first")
      add(less(`a model of ${size.toFixed(0)} MB: memory peak to file`, "×", peak / size, undefined, { limit: 2 }));
    const goal = start === "second" ? { limit: 2 } : {};
    add(less(`the same, first right answer, ${start} start`, "s", server.took / 1000, undefined, goal));
  }
}

function programFor({ cli, scratch }: Place, path: string): Program {
  const { row, prediction } = JSON.parse(readFileSync(`${path}.json`, "utf8")) as { row: number[]; prediction: number };
  return {
    name: "tidemark serve, large model",
    command: (port) => [
      ...[process.execPath, cli, "serve", "--model", path, "--port", String(port)],
      ...["--workspace", join(scratch, "workspace")],
    ],
    probe: jsonRequest("/predict", { features: row }),
    check(reply) {
      const { prediction: given } = JSON.parse(reply) as PredictedRow;
      if (!(Math.abs(given - prediction) <= 1e-4))
        throw new Error(`the large model: expected ${prediction}, got ${reply}`);
    },
    log: join(scratch, "large.log"),
  };
}
