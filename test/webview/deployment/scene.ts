import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { dirname, join } from "node:path";
import type { Door } from "../../../src/extension/runtime/door";
import { readDeployment } from "../../../src/shared/deployments";
import { object, string } from "../../../src/shared/readers";
import type { TestRuntime } from "../stage";

const mlflow = "/api/2.0/mlflow";
const own = "/api/tidemark/v1/deployments";
const models = join(rootAbove(__dirname), "test/fixtures/rollout");
const readRun = object({ run: object({ info: object({ run_id: string, artifact_uri: string }) }) });

/** The columns of the models `risk` and `risk-next`. */
export const columns = ["calls", "tenure_months", "bill", "complaints", "discount", "devices"] as const;
export const example: readonly number[] = [0.4, 1.2, 0.7, 1, 0.1, 2];

const modelFile = `flavors:
  onnx: {onnx_version: 1.17.0, data: model.onnx}
saved_input_example_info: {artifact_path: input_example.json, type: dataframe}
signature:
  inputs: '${JSON.stringify(columns.map((name) => ({ type: name === "discount" ? "float" : "double", name, required: true })))}'
  outputs: '[{"type": "double"}]'
`;

/** Registers models of the folder test/fixtures/rollout as the versions of one, the first of them as the champion. */
export async function register(door: Door, name: string, onnx: readonly string[]): Promise<void> {
  await door.post(`${mlflow}/registered-models/create`, { name }, nothing);
  for (const [i, each] of onnx.entries()) {
    const { run } = await door.post(`${mlflow}/runs/create`, { experiment_id: "0", run_name: each }, readRun);
    const { run_id, artifact_uri } = run.info;
    const place = artifact_uri.replace(/^mlflow-artifacts:\/*/, "");
    const files = {
      MLmodel: modelFile,
      "model.onnx": readFileSync(join(models, `${each}.onnx`)),
      "input_example.json": JSON.stringify({ columns, data: [example] }),
    };
    for (const [file, content] of Object.entries(files)) await upload(door, `${place}/model/${file}`, content);
    await door.post(`${mlflow}/model-versions/create`, { name, source: `runs:/${run_id}/model`, run_id }, nothing);
    await door.post(`${mlflow}/runs/update`, { run_id, status: "FINISHED", end_time: Date.now() }, nothing);
    const alias = ["champion", "challenger"][i];
    if (alias) await door.post(`${mlflow}/registered-models/alias`, { name, alias, version: String(i + 1) }, nothing);
  }
}

async function upload({ url, token }: Door, path: string, content: string | Buffer): Promise<void> {
  const reply = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${path}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: typeof content === "string" ? content : new Uint8Array(content),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
}

export interface Plan {
  readonly name: string;
  /** Models by the names of variants; a path or an address. */
  readonly variants: Readonly<Record<string, string>>;
  /** As YAML in one line. */
  readonly strategy: string;
  /** Further keys of `spec`, as lines. */
  readonly more?: string;
}

/** The repository: a scene is bundled with the test that plays it, wherever that lies. */
function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

/** The path of a model of test/fixtures/rollout. */
export function fixture(name: string): string {
  return join(models, `${name}.onnx`);
}

/** Writes the file and applies it; resolves with the address that answers. */
export async function deploy({ folder, door }: Pick<TestRuntime, "folder" | "door">, plan: Plan): Promise<string> {
  const listed = Object.entries(plan.variants).map(
    ([name, model]) => `    - {name: ${JSON.stringify(name)}, model: ${JSON.stringify(model)}}`,
  );
  const text = `apiVersion: tidemark/v1
kind: Deployment
metadata: {name: ${plan.name}}
spec:
  variants:
${listed.join("\n")}
  strategy: ${plan.strategy}
${plan.more ?? ""}`;
  const file = join(folder, "deploy", `${plan.name}.yaml`);
  mkdirSync(join(folder, "deploy"), { recursive: true });
  writeFileSync(file, text);
  const { url } = await door.post(own, { text, file }, readDeployment);
  return url;
}

/** Gateways live on without their runtime. */
export async function removeAll({ door }: Pick<TestRuntime, "door">, ...names: string[]): Promise<void> {
  for (const name of names) await door.bytes("DELETE", `${own}/${name}`).catch(() => undefined);
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** One request of one user. Resolves with the variant that answered, or with the status where none did. */
export function ask(url: string, user: string, features: unknown): Promise<string> {
  return post(`${url}/predict`, { features, user_id: user });
}

export function tell(url: string, outcomes: readonly object[]): Promise<string> {
  return post(`${url}/feedback`, outcomes);
}

function post(url: string, body: unknown): Promise<string> {
  return new Promise((done, fail) => {
    const asking = request(
      url,
      { agent, method: "POST", headers: { "content-type": "application/json" } },
      (response) => {
        response.resume();
        response.on("error", fail);
        response.on("end", () => {
          const { "x-tidemark-variant": variant } = response.headers;
          done(response.statusCode === 200 && typeof variant === "string" ? variant : String(response.statusCode));
        });
      },
    );
    asking.on("error", fail);
    asking.end(JSON.stringify(body));
  });
}

/** So many users, one request each, all of the same few rows. Resolves with who had what. */
export async function askMany(url: string, users: number, features: readonly unknown[], prefix = "u") {
  const seen: string[] = [];
  for (let i = 0; i < users; i += 16) {
    const some = Array.from({ length: Math.min(16, users - i) }, (_, k) => i + k);
    seen.push(...(await Promise.all(some.map((n) => ask(url, `${prefix}${n}`, features[n % features.length])))));
  }
  return seen;
}

export function closeAgent(): void {
  agent.destroy();
}

export function nothing(): undefined {
  return undefined;
}
