import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Door } from "../../../src/extension/runtime/door";
import { type DeploymentStatus, readDeployment, readDeployments } from "../../../src/shared/deployments";
import { ask, closeAgent, deploy, fixture, nothing, register, tell } from "../../webview/deployment/scene";
import { until } from "../until";
import { createRandom } from "./seed";

const own = "/api/tidemark/v1/deployments";

/** What is served from a folder, with people who ask it. */
export interface Served {
  /** Stops the people, and what is served: gateways live on without their runtime. */
  end(): Promise<void>;
}

const script = `import mlflow
from churn import load, make_model

train, valid = load("data/churn.csv")

with mlflow.start_run():
    model = make_model(depth=8).fit(train)
    mlflow.log_metric("val_auc", model.score(valid))
    mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")
`;

const canary = (steps: string) => `{canary: {stable: v3, canary: v5, steps: [${steps}]}}`;
const variants = { v3: "models:/churn@champion", v5: "models:/churn@challenger" };

const gates = `  analysis:
    interval: 1s
    failureLimit: 30
    minRequests: 30
    metrics:
      - {name: error-rate, thresholdRange: {max: 0.005}}
      - {name: latency-p95-ms, thresholdRange: {max: 250}}
      - {name: prediction-drift-psi, thresholdRange: {max: 0.25}}
      - {feedback: offer accepted, minOutcomes: 80, ratioToStable: {min: 0.7}}
`;

const churnApi = `apiVersion: tidemark/v1
kind: Deployment
metadata:
  name: churn-api
spec:
  variants:
    - name: v3
      model: models:/churn@champion
    - name: v5
      model: models:/churn@challenger
  strategy:
    canary:
      stable: v3
      canary: v5
      steps:
        - setWeight: 5
        - pause: {duration: 20s}
        - setWeight: 10
        - pause: {duration: 20s}
        - setWeight: 25
        - pause: {duration: 10m}
        - setWeight: 50
        - pause: {duration: 20m}
${gates}`;

/** A canary on its way, by a file as a person writes it. */
export async function serveWell(folder: string, door: Door): Promise<Served> {
  await registerChurn(folder, door);
  const file = join(folder, "deploy", "churn-api.yaml");
  mkdirSync(join(folder, "deploy"), { recursive: true });
  writeFileSync(file, churnApi);
  const { url } = await door.post(own, { text: churnApi, file }, readDeployment);
  const stop = people([url], 50);
  const isFar = async () => {
    const { step, phase, reason } = await statusOf(door, "churn-api");
    if (phase !== "Progressing") throw new Error(`the canary is ${phase}: ${reason}`);
    return step >= 4;
  };
  await until(isFar, "the third step of the canary", 240);
  return { end: () => endAll(door, stop) };
}

/** One deployment in every other state there is. */
export async function serveAll(folder: string, door: Door): Promise<Served> {
  await registerChurn(folder, door);
  const make = (name: string, strategy: string, of: Readonly<Record<string, string>> = variants, more = "") =>
    deploy({ folder, door }, { name, variants: of, strategy, more });
  const urls = [
    await make("offers", "{ab: {weights: {v3: 50, v5: 50}}}"),
    await make("paused", canary("{setWeight: 25}, {pause: {}}, {setWeight: 50}, {pause: {}}"), variants, gates),
    await make("mirrored", "{shadow: {active: v3, mirror: v5, mirrorPercentage: 50}}"),
    await make("colours", "{blueGreen: {active: blue, preview: green}}", { blue: variants.v3, green: variants.v5 }),
    await make(...sixVariants()),
    await make("single", "{ab: {weights: {v3: 100}}}", { v3: variants.v3 }),
  ];
  await make("fresh", canary("{setWeight: 25}, {pause: {duration: 1h}}"), variants, gates);
  const worse = await make(
    "worse",
    canary("{setWeight: 50}, {pause: {duration: 10m}}"),
    variants,
    gates.replace("failureLimit: 30", "failureLimit: 2"),
  );
  const stop = people(urls, 30);
  const stopWorse = people([worse], 30, 0.2);
  await until(async () => (await statusOf(door, "worse")).phase === "Degraded", "the rollback", 60);
  stopWorse();
  await breakDown(folder, door);
  return { end: () => endAll(door, stop) };
}

function sixVariants(): [name: string, strategy: string, of: Readonly<Record<string, string>>] {
  const names = ["a", "b", "c", "d"].map((each) => `gradient-boosting-with-monotone-constraints-${each}`);
  const all = ["champion", "challenger-of-the-eastern-region", ...names];
  const weights = all.map((name, i) => `${name}: ${i === 0 ? 50 : 10}`);
  return [
    "next-best-offer-for-customers-of-the-eastern-region",
    `{ab: {weights: {${weights.join(", ")}}}}`,
    Object.fromEntries(
      all.map((name, i) => [name, i < 2 ? `models:/churn/${i + 3}` : fixture(i % 2 ? "risk" : "risk-next")]),
    ),
  ];
}

/** Its model is gone when its gateway is to be started again. */
async function breakDown(folder: string, door: Door): Promise<void> {
  mkdirSync(join(folder, "models"), { recursive: true });
  const model = join(folder, "models", "price.onnx");
  copyFileSync(fixture("risk"), model);
  await deploy({ folder, door }, { name: "prices", variants: { v1: model }, strategy: "{ab: {weights: {v1: 100}}}" });
  const { pid } = await statusOf(door, "prices");
  rmSync(model);
  process.kill(pid);
  await until(
    async () => {
      const { deployments } = await door.get(own, readDeployments);
      return deployments.find(({ name }) => name === "prices")?.down !== undefined;
    },
    "a gateway that is down",
    60,
  );
}

async function registerChurn(folder: string, door: Door): Promise<void> {
  await register(door, "churn", ["risk", "risk", "risk", "risk", "risk-next"]);
  for (const [alias, version] of [
    ["champion", "3"],
    ["challenger", "5"],
  ])
    await door.post("/api/2.0/mlflow/registered-models/alias", { name: "churn", alias, version }, nothing);
  writeFileSync(join(folder, "serve.py"), script);
}

function statusOf(door: Door, name: string): Promise<DeploymentStatus> {
  return door.get(`${own}/${name}`, readDeployment);
}

/** Users who ask, and tell what came of it. `bad`: the share of them whose request a model stumbles over. */
function people(urls: readonly string[], perSecond: number, bad = 0): () => void {
  const random = createRandom(5);
  const gauss = () => [0, 0, 0].reduce((sum) => sum + 2 * random() - 1, 0);
  let user = 0;
  const one = async (url: string): Promise<void> => {
    const id = `u${user++}`;
    const isRisky = random() < 0.35;
    const features = Array.from({ length: 6 }, (_, i) => (isRisky && i === 0 ? 2 : 0) + gauss());
    if (random() < bad) features[0] = 500;
    const variant = await ask(url, id, features);
    if (/^\d+$/.test(variant)) return;
    const isNew = !["v3", "blue", "champion"].includes(variant);
    await tell(url, [
      { user_id: id, metric: "offer accepted", value: random() < (isNew ? 0.37 : 0.31) },
      { user_id: id, metric: "revenue", value: Math.max(0, 4.2 + gauss()) },
      { user_id: id, metric: "minutes per call", value: 6 + gauss() },
    ]);
  };
  const timer = setInterval(() => {
    for (const url of urls) if (random() < perSecond / 50) void one(url).catch(nothing); // a gateway may be on its way out
  }, 20);
  timer.unref();
  return () => clearInterval(timer);
}

async function endAll(door: Door, stop: () => void): Promise<void> {
  stop();
  const { deployments } = await door.get(own, readDeployments);
  for (const { name } of deployments) await door.bytes("DELETE", `${own}/${name}`).catch(nothing);
  closeAgent();
}
