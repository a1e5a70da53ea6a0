import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "../../../src/runtime/kernel/log";
import { runModels } from "../../../src/runtime/rollout/gateway/variants";
import { deploymentOf } from "../../core/rollout/files";
import { until } from "../../vscode/until";
import { models } from "./deployed";

/** Where the program of a model's process is looked for: beside the bundle that the caller is in. */
const program = join(__dirname, "modelServer.js");

describe("the models of a deployment", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-"));
    writeFileSync(
      program,
      `require("node:fs").writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid));
       process.on("message", ({ type }) => {
         if (type === "open") setTimeout(() => process.send({ type: "ready", facts: { name: "m", inputs: [], outputs: [] } }), 500);
         if (type === "drain") process.exit(0);
       });`,
    );
  });

  afterEach(() => {
    rmSync(program);
    rmSync(folder, { recursive: true, force: true });
  });

  it("have all ended when one of them cannot be opened, also the one that took longer to open", async () => {
    const deployment = deploymentOf("ab: {weights: {stable: 50, canary: 50}}");
    const model = (path: string) => ({ path, name: "m", version: "1", columns: undefined, threads: undefined });
    const plan = {
      deployment,
      text: "",
      file: "",
      models: { stable: model(join(models, "slow.onnx")), canary: model(join(models, "make.py")) },
      host: "127.0.0.1",
      port: 0,
      apiKey: undefined,
      by: "me",
      at: 0,
    };
    await assert.rejects(
      runModels(
        plan,
        new Map(),
        createLog(() => undefined),
      ),
      /variant 'canary'/,
    );
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    await until(
      () => {
        try {
          return !process.kill(pid, 0);
        } catch {
          return true;
        }
      },
      "its process ends",
      5,
    );
  });
});
