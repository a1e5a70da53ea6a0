import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { more } from "../tracking/table";
import { type Bench, noteRounds } from "./bench";
import { ourselves } from "./contenders";
import { checkRow, type PredictedRow, type Request } from "./requests";
import { alternate, type Figures, type Side } from "./rounds";
import { post, startServer } from "./servers";

const run = promisify(execFile);

/** Two variants that share the users, against one model of the same kind. */
export async function measureDeployment(bench: Bench): Promise<void> {
  const { place, seconds, rounds, add } = bench;
  const single = ourselves(place);
  const server = await startServer(single);
  const workspace = join(place.scratch, "deployment");
  mkdirSync(workspace, { recursive: true });
  const tidemark = async (...words: string[]) => {
    const { stdout } = await run(process.execPath, [place.cli, ...words, "--json", "--workspace", workspace]);
    return JSON.parse(stdout) as { url: string; pid: number };
  };
  const file = join(workspace, "forest.yaml");
  writeFileSync(file, deploymentFile(join(place.models, "forest.onnx")));
  // it would outlive a benchmark that is broken off
  const end = () => {
    for (const words of [["deploy", "delete", "forest"], ["stop"]])
      spawnSync(process.execPath, [place.cli, ...words, "--workspace", workspace], { stdio: "ignore" });
  };
  process.prependOnceListener("exit", end);
  try {
    const { url } = await tidemark("deploy", "apply", file);
    const { pid } = await tidemark("deploy", "status", "forest");
    const users = place.rows.rows
      .slice(0, 64)
      .map(single.one)
      .map((each, i): Request => ({ ...each, headers: { ...each.headers, "x-user-id": `user-${i}` } }));
    const port = Number(new URL(url).port);
    const { status, body } = await post(port, users[0] as Request);
    if (status !== 200) throw new Error(`the deployment answered ${status}: ${body.slice(0, 300)}`);
    checkRow("the deployment", place.rows, 0, JSON.parse(body) as PredictedRow);
    const sides: Side[] = [
      { name: "two variants, A/B", server: { port, pid }, requests: users },
      { name: "one model", server, requests: users },
    ];
    for (const connections of [16, 64]) {
      const figures = await alternate(sides, { connections, seconds, rounds }, place.scratch);
      const [both, one] = figures as [Figures, Figures];
      add(
        more(`A/B of two variants to one model, ${connections} connections`, "/s", both.perSecond, one.perSecond, {
          times: 0.85,
        }),
      );
      noteRounds(bench, `A/B, ${connections} connections`, sides, figures);
    }
  } finally {
    await server.stop();
    process.off("exit", end);
    end();
  }
}

function deploymentFile(model: string): string {
  return `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: forest}
spec:
  variants:
    - {name: champion, model: ${JSON.stringify(model)}}
    - {name: challenger, model: ${JSON.stringify(model)}}
  strategy:
    ab: {weights: {champion: 50, challenger: 50}}
`;
}
