import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../runtime/kernel/temporary";
import { type Asked, type Faulty, wholeRuntime } from "./runtime";

// What was published against MLflow's server, each tried on ours in advisory*.test.ts. Not there, for we have no such thing:
// its users and permissions (CVE-2023-6014's cousins, 2024-4263, 2025-15381, 2026-3198, 2026-33866), its Python clients,
// project runner, recipes and containers (CVE-2023-4033, 2024-0520, 2024-3099, 2024-37052 to 37061, 2025-14287, 2025-15379).

export const mlflow = "/api/2.0/mlflow";
export const artifacts = "/api/2.0/mlflow-artifacts/artifacts";

const secret = "the secret that no answer may hold";

/** What the reports attack. */
export interface Victim {
  readonly runtime: Faulty;
  readonly experimentId: string;
  /** Has the file `model/weights.bin`. */
  readonly runId: string;
  /** A folder outside of the workspace, with files that are nobody's business. */
  readonly outside: string;
}

/** One for the tests of a suite; none of them may touch what is outside. */
export function useVictim(): () => Victim {
  let made: Victim | undefined;
  const victim = (): Victim => made ?? assert.fail("before the first test");
  before(async () => {
    made = await createVictim();
  });
  after(() => made?.runtime.close());
  afterEach(() => {
    const { outside } = victim();
    assert.equal(readFileSync(join(outside, "secret.txt"), "utf8"), secret, "the file outside is as it was");
    assert.deepEqual(readdirSync(outside).sort(), ["MLmodel", "secret.txt"], "nothing was put beside it");
  });
  return victim;
}

async function createVictim(): Promise<Victim> {
  const runtime = await wholeRuntime();
  const outside = temporaryFolder();
  writeFileSync(join(outside, "secret.txt"), secret);
  writeFileSync(join(outside, "MLmodel"), secret);
  const experiment = await runtime.ask("POST", `${mlflow}/experiments/create`, { name: "victim" });
  const experimentId = json<{ experiment_id: string }>(experiment).experiment_id;
  const run = await runtime.ask("POST", `${mlflow}/runs/create`, { experiment_id: experimentId });
  const runId = json<{ run: { info: { run_id: string } } }>(run).run.info.run_id;
  const put = await runtime.ask("PUT", `${artifacts}/${experimentId}/${runId}/artifacts/model/weights.bin`, "weights");
  assert.ok(put.status < 300, put.text);
  const model = await runtime.ask("POST", `${mlflow}/registered-models/create`, { name: "poc" });
  assert.equal(model.status, 200, model.text);
  return { runtime, experimentId, runId, outside };
}

export function json<T>({ text }: Asked): T {
  return JSON.parse(text) as T;
}

/** Ways up and out, as they were spelled in the reports and as the next reporter will. */
export function waysTo(folder: string): string[] {
  const up = "../".repeat(12);
  const bare = folder.slice(1);
  const once = (text: string) => encodeURIComponent(text);
  const dots = (text: string) => text.replaceAll(".", "%2e").replaceAll("/", "%2f");
  const climbing = [
    up + bare,
    `./${up}${bare}`,
    `model/${up}${bare}`,
    `....//....//....//....//....//....//${bare}`,
    `..;/..;/..;/..;/..;/..;/${bare}`,
    (up + bare).replaceAll("/", "\\"),
    `..\\..\\..\\..\\..\\..\\..\\..\\${bare}`,
    `/${up}${bare}`,
    folder,
    `/${folder}`,
    `file://${folder}`,
    `C:\\..\\..\\${bare}`,
    `\\\\localhost\\c$\\${bare}`,
    `${up}${bare}\0`,
    `\0${up}${bare}`,
    `~/${up}${bare}`,
  ];
  return climbing.flatMap((way) => [way, once(way), once(once(way)), dots(way), once(dots(way))]);
}

export function refuses(asked: Asked, what: string): void {
  assert.ok(!asked.text.includes(secret), `${what} gave the secret away`);
  assert.ok(asked.status >= 400 && asked.status < 500, `${what} → ${asked.status} ${asked.text.slice(0, 200)}`);
}

export function keepsQuiet(asked: Asked, what: string): void {
  assert.ok(!asked.text.includes(secret), `${what} gave the secret away`);
  const isListed = asked.status === 200 && /secret\.txt|MLmodel/.test(asked.text);
  assert.ok(!isListed, `${what} lists what is outside: ${asked.text.slice(0, 200)}`);
  assert.ok(asked.status < 500, `${what} → ${asked.status}`);
}
