import { type Door, Refused } from "../../../src/extension/runtime/door";
import type { PipelineNode, PipelinePage, StagePage } from "../../../src/shared/pipelinePage";
import type { PlotsPage } from "../../../src/shared/plotsPage";

export const now = Date.UTC(2026, 10, 22, 8, 27, 0);
const second = 1000;
const route = "/api/tidemark/v1/pipeline/page";

/** Stands for a runtime in the middle of a run, which no real one can be held in. What it answers may be changed meanwhile. */
export interface Answers {
  page: PipelinePage;
  stages: Record<string, StagePage>;
  plots?: PlotsPage;
}

export function doorTo(answers: Answers): Door {
  const answer = (path: string): unknown => {
    const { pathname, searchParams } = new URL(path, "http://runtime");
    if (pathname === route) return answers.page;
    if (pathname === "/api/tidemark/v1/pipeline/plots") return answers.plots ?? { plots: [], faults: [] };
    const stage = answers.stages[searchParams.get("stage") ?? ""];
    if (pathname !== `${route}/stage` || stage === undefined) throw new Refused(404, `${path} does not exist`);
    return stage;
  };
  return {
    url: "http://127.0.0.1",
    token: "",
    get: async (path, read) => read(answer(path), "answer"),
    post: async (path) => {
      throw new Refused(404, path);
    },
    bytes: async (_, path) => new TextEncoder().encode(JSON.stringify(answer(path))),
    follow: async () => undefined,
    close: () => undefined,
  };
}

const stage = (name: string, line: number, more: Partial<PipelineNode>): PipelineNode => ({
  id: name,
  kind: "stage",
  name,
  state: "unchanged",
  file: "churn/dvc.yaml",
  line,
  ...(name.includes("@") && { group: name.slice(0, name.indexOf("@")) }),
  ...more,
});
const data = (id: string, more: Partial<PipelineNode>): PipelineNode => ({
  id,
  kind: "data",
  name: id,
  state: "unchanged",
  file: `${id}.dvc`,
  ...more,
});
const edge = (text: string) => {
  const [from = "", to = ""] = text.split(" > ");
  return { from, to };
};

/** The pipeline of the design's picture: one stage runs, one failed, one waits for it. */
export function running(): Answers {
  const began = now - 198 * second;
  const at = (from: number, to?: number) => ({
    began: began + from * second,
    ...(to !== undefined && { ended: began + to * second }),
  });
  const nodes = [
    data("customers.csv", { state: "changed", size: 212e6 }),
    data("data/events", { nfiles: 9412, size: 1.4e9 }),
    stage("clean", 4, { state: "done", ...at(0, 6.2), why: "customers.csv" }),
    stage("sessionize", 11, { state: "restored", ...at(0, 130) }),
    stage("featurize", 18, { state: "done", ...at(6.2, 44.2), why: "data/clean.parquet" }),
    stage("train@mlp", 26, {
      state: "failed",
      ...at(45, 57),
      message: "train@mlp: exited with code 1",
      run: "run-mlp",
    }),
    stage("train@ft", 26, {
      state: "running",
      ...at(45),
      why: "params lr, data/features.parquet",
      progress: { done: 23, total: 60, unit: "epoch" },
      run: "run-ft",
    }),
    stage("train@lightgbm", 26, { state: "done", ...at(45, 69), run: "run-lgbm" }),
    stage("evaluate", 40, { state: "skipped", because: "train@mlp" }),
    stage("report", 52, { state: "unchanged", isFrozen: true }),
  ];
  return {
    page: {
      now,
      pipelines: [
        { id: "churn/dvc.yaml", stages: 8 },
        { id: "fraud/dvc.yaml", stages: 3 },
      ],
      id: "churn/dvc.yaml",
      project: "churn",
      file: "dvc.yaml",
      commit: { hash: "4f2c9ae81b2c9ae81b2c9ae81b2c9ae81b2c9ae8", changedFiles: 2 },
      faults: [],
      nodes,
      edges: [
        "customers.csv > clean",
        "data/events > sessionize",
        "clean > featurize",
        "sessionize > featurize",
        "featurize > train@mlp",
        "featurize > train@ft",
        "featurize > train@lightgbm",
        "train@mlp > evaluate",
        "train@ft > evaluate",
        "train@lightgbm > evaluate",
        "train@lightgbm > report",
      ].map(edge),
      repro: {
        id: "r1",
        began,
        jobs: 4,
        bars: nodes.flatMap(({ id, state, began: from, ended }) =>
          from === undefined || state === "restored"
            ? []
            : [{ stage: id, state, began: from, ...(ended !== undefined && { ended }) }],
        ),
      },
    },
    stages: {
      "train@ft": trainFt,
      "train@mlp": { ...trainFt, id: "train@mlp", cmd: ["python src/train.py --model mlp"] },
    },
  };
}

const trainFt: StagePage = {
  id: "train@ft",
  cmd: ["python src/train.py --model ft"],
  wdir: "churn",
  why: [
    { kind: "param", name: "params.yaml: lr", before: "0.001", after: "0.002" },
    { kind: "dep", name: "data/features.parquet", before: "c41f77aa91", after: "9b1d4e7f00" },
  ],
  params: [
    { file: "params.yaml", name: "lr", value: "0.002" },
    { file: "params.yaml", name: "epochs", value: "60" },
  ],
  deps: [
    {
      path: "data/features.parquet",
      state: "changed",
      isTracked: true,
      hash: "9b1d4e7f00",
      size: 88e6,
      from: "featurize",
    },
    { path: "src/train.py", state: "same", hash: "1f0a77c1d2", size: 6100 },
    { path: "src/model.py", state: "same", hash: "a8e3d02b11", size: 4400 },
  ],
  outs: [
    { path: "models/ft.onnx", state: "writing" },
    { path: "metrics/ft.json", state: "waiting", kind: "metric" },
  ],
  run: {
    id: "run-ft",
    name: "swift-otter-388",
    metric: { key: "val_auc", value: 0.87123 },
    peakMemory: 6e9,
    cpu: 2.12,
  },
  says: "epoch 23/60 loss 0.2871",
  durations: [400, 380, 410, 390, 370, 412, 360, 430, 415, 395, 405, 400].map((seconds, i) => ({
    at: now - (13 - i) * 86_400_000,
    seconds,
    isFailed: i === 6,
    run: `run-${i}`,
  })),
};

/** What a project's plots look like on the way to the page, one with a name that means harm and one that is broken. */
export const plots: PlotsPage = {
  plots: [
    {
      name: "loss.csv",
      spec: {
        data: {
          values: Array.from({ length: 20 }, (_, epoch) => ({ epoch, loss: 1 / (1 + epoch), rev: "workspace" })),
        },
        mark: "line",
        encoding: { x: { field: "epoch", type: "quantitative" }, y: { field: "loss", type: "quantitative" } },
      },
      rows: 80_000,
    },
    {
      name: "<img src=x onerror=alert(1)>.png",
      images: [
        {
          file: "a.png",
          address:
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        },
      ],
    },
  ],
  faults: [{ name: "roc.json", message: "roc.json:3:1: expected a value" }],
};

/** The same at rest: nothing ran yet today, and some of it would. */
export function resting(): Answers {
  const { page, stages } = running();
  const { repro: _, ...rest } = page;
  const changed = new Set(["clean", "featurize", "train@mlp", "train@ft", "train@lightgbm"]);
  return {
    page: {
      ...rest,
      nodes: page.nodes.map((node) => {
        const { id, kind, name, group, file, line, size, nfiles, isFrozen } = node;
        const isChanged = changed.has(id) || (kind === "data" && node.state === "changed");
        return {
          id,
          kind,
          name,
          file,
          state: isChanged ? "changed" : "unchanged",
          ...(group !== undefined && { group }),
          ...(line !== undefined && { line }),
          ...(size !== undefined && { size }),
          ...(nfiles !== undefined && { nfiles }),
          ...(isFrozen !== undefined && { isFrozen }),
          ...(isChanged && kind === "stage" ? { why: id === "clean" ? "customers.csv" : "params lr" } : {}),
          ...(kind === "stage" && { began: now - 90_000_000, ended: now - 89_940_000 }),
        };
      }),
    },
    stages,
  };
}

/** Many stages: ten chains of thirty, joined here and there, with a group of a hundred. */
export function large(count: number, group = 0): Answers {
  const nodes: PipelineNode[] = [];
  const edges: { from: string; to: string }[] = [];
  for (let i = 0; i < count; i++) {
    const chain = i % 10;
    const id = `stage_${chain}_${Math.floor(i / 10)}`;
    nodes.push(stage(id, i + 1, { state: i % 7 === 3 ? "changed" : "unchanged", why: "src/common.py" }));
    if (i >= 10) edges.push({ from: `stage_${chain}_${Math.floor(i / 10) - 1}`, to: id });
    if (i >= 20 && i % 9 === 0) edges.push({ from: `stage_${(chain + 1) % 10}_${Math.floor(i / 10) - 2}`, to: id });
  }
  for (let i = 0; i < group; i++) {
    nodes.push(stage(`sweep@seed${i}`, 900, { state: i < 40 ? "unchanged" : "changed", why: "params lr" }));
    edges.push({ from: "stage_0_3", to: `sweep@seed${i}` }, { from: `sweep@seed${i}`, to: "stage_1_5" });
  }
  const { repro: _, commit: __, ...page } = running().page;
  return { page: { ...page, nodes, edges }, stages: {} };
}
