import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { jsonRequest } from "../serving/requests";
import { alternate, type Figures, type Side, tell } from "../serving/rounds";
import { more } from "../tracking/table";
import type { Bench } from "./bench";

const run = promisify(execFile);
const maker = join(resolve(__dirname, "../../.."), "test/bench/monitor/monitors.py");

/** The same deployment under the same load with a monitor and without, in turns; then with every prediction kept as well. */
export async function measureMonitors(bench: Bench): Promise<void> {
  const { python, cli, scratch, env, rounds, isQuick, add, note } = bench;
  const workspace = join(scratch, "monitored");
  mkdirSync(workspace, { recursive: true });
  await run(python, [maker, workspace], { env });
  const requests = (JSON.parse(readFileSync(join(workspace, "rows.json"), "utf8")) as number[][]).map((features) =>
    jsonRequest("/predict", { features }),
  );
  const tidemark = async (...words: string[]) => {
    const { stdout } = await run(process.execPath, [cli, ...words, "--json", "--workspace", workspace], { env });
    return JSON.parse(stdout) as { url: string; pid: number };
  };
  const names = ["plain", "watched", "kept", "kept-watched"] as const;
  const end = () => {
    for (const words of [...names.map((name) => ["deploy", "delete", name]), ["stop"]])
      spawnSync(process.execPath, [cli, ...words, "--workspace", workspace], { stdio: "ignore", env });
  };
  writeFileSync(join(workspace, "tidemark.yaml"), monitorsFile);
  process.prependOnceListener("exit", end);
  try {
    const sides: Side[] = [];
    for (const name of names) {
      const file = join(workspace, `${name}.yaml`);
      writeFileSync(file, deploymentFile(name));
      const { url } = await tidemark("deploy", "apply", file);
      const { pid } = await tidemark("deploy", "status", name);
      sides.push({ name, server: { port: Number(new URL(url).port), pid }, requests });
    }
    await new Promise((done) => setTimeout(done, 5000)); // the runtime tells gateways to count some seconds after
    const load = { connections: 64, seconds: isQuick ? 2 : 6, rounds: isQuick ? 3 : Math.max(5, rounds) };
    const [plain, watched, kept, keptWatched] = (await alternate(sides, load, scratch)) as [
      Figures,
      Figures,
      Figures,
      Figures,
    ];
    const compare = (what: string, own: Figures, other: Figures, goal: { times?: number }) => {
      add(more(`requests with a monitor to those without${what}`, "/s", own.perSecond, other.perSecond, goal));
      const cost = (100 * own.cpu) / other.cpu - 100;
      note(`processor time a request that a monitor adds${what}: ${cost.toFixed(1)} %`);
    };
    compare("", watched, plain, { times: 0.9 });
    compare(", every prediction kept", keptWatched, kept, { times: 0.9 });
    for (const [i, figures] of [plain, watched, kept, keptWatched].entries()) note(tell(names[i] as string, figures));
    await measureWindow(bench, workspace);
  } finally {
    process.off("exit", end);
    end();
  }
}

/** What a look at all that was asked costs, and how large what was counted is. */
async function measureWindow({ cli, env, note }: Bench, workspace: string): Promise<void> {
  const began = performance.now();
  const words = ["monitor", "check", "watched", "--json", "--workspace", workspace];
  const { stdout } = await run(process.execPath, [cli, ...words], { env });
  const { rows, tested, took_ms } = JSON.parse(stdout) as { rows: number; tested: number; took_ms: number };
  const { stdout: size } = await run("du", ["-sk", join(workspace, ".tidemark/serving/watched/traffic")]);
  const took = ((performance.now() - began) / 1000).toFixed(2);
  note(
    `a window of ${rows} predictions, ${tested} columns: looked at in ${took_ms} ms (command ${took} s), counted in ${Number.parseInt(size, 10)} kB on disk`,
  );
}

const monitorsFile = `monitors:
  watched: {deployment: watched, reference: train.csv, window: 1h, every: 1m, health: {p95-ms: {max: 1000}}}
  kept: {deployment: kept-watched, reference: train.csv, window: 1h, every: 1m}
`;

function deploymentFile(name: string): string {
  return `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  variants:
    - {name: forest, model: forest.onnx}
  strategy:
    ab: {weights: {forest: 100}}
${name.startsWith("kept") ? "  logging: {predictions: 100}\n" : ""}`;
}
