import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { less } from "../tracking/table";
import type { Bench } from "./bench";

const run = promisify(execFile);
const maker = join(resolve(__dirname, "../../.."), "test/bench/monitor/monitors.py");
const goal = 5;

/** One prediction of the log explained by the id of its request, over HTTP: a forest of 100 trees, 30 features. */
export async function measureExplainOne({ python, cli, scratch, env, isQuick, add, note }: Bench): Promise<void> {
  const workspace = join(scratch, "explained");
  mkdirSync(workspace, { recursive: true });
  await run(python, [maker, workspace], { env });
  const rows = JSON.parse(readFileSync(join(workspace, "rows.json"), "utf8")) as number[][];
  const command = async (...words: string[]) => {
    const { stdout } = await run(process.execPath, [cli, ...words, "--json", "--workspace", workspace], { env });
    return JSON.parse(stdout) as { url: string; token: string };
  };
  const end = () => {
    for (const words of [["deploy", "delete", "explained"], ["stop"]])
      spawnSync(process.execPath, [cli, ...words, "--workspace", workspace], { stdio: "ignore", env });
  };
  process.prependOnceListener("exit", end);
  try {
    const file = join(workspace, "explained.yaml");
    writeFileSync(file, deploymentFile);
    const { url } = await command("deploy", "apply", file);
    const runtime = await command("up", "--port", "0");
    const ids: string[] = [];
    for (let i = 0; i < (isQuick ? 200 : 5000); i++) {
      const answer = await fetch(`${url}/predict`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ features: rows[i % rows.length] }),
      });
      await answer.text();
      ids.push(answer.headers.get("x-request-id") ?? "");
    }
    await new Promise((done) => setTimeout(done, 500)); // the log is written every tenth of a second
    const took: number[] = [];
    const explain = async (id: string): Promise<number> => {
      const began = performance.now();
      const answer = await fetch(`${runtime.url}/api/tidemark/v1/explain/request/${id}`, {
        headers: { authorization: `Bearer ${runtime.token}` },
      });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`explain/request/${id}: ${answer.status} ${text.slice(0, 300)}`);
      return performance.now() - began;
    };
    const first = await explain(ids[0] as string);
    for (let i = 0; i < (isQuick ? 50 : 500); i++) took.push(await explain(ids[(i * 37) % ids.length] as string));
    took.sort((a, b) => a - b);
    const at = (share: number) => took[Math.floor(share * (took.length - 1))] as number;
    add(less("explain one served prediction", "ms", at(0.5), undefined, { limit: goal }));
    note(
      `one prediction of ${ids.length} logged ones by its request's id, over HTTP: p50 ${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms; the first, which opens the model and counts covers, ${first.toFixed(0)} ms`,
    );
  } finally {
    process.off("exit", end);
    end();
  }
}

const deploymentFile = `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: explained}
spec:
  variants:
    - {name: forest, model: forest.onnx}
  strategy:
    ab: {weights: {forest: 100}}
  logging: {predictions: 100}
`;
