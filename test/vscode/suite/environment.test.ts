import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { createDoor } from "../../../src/extension/runtime/door";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { object, string } from "../../../src/shared/readers";
import { until } from "../until";
import { printEnvironment, trainingScript } from "../workspace";

const temporary = process.env.TIDEMARK_TEST_TEMPORARY ?? "";
const printer = join(temporary, "printEnvironment.js");
const readStatus = object<{ workspace: string }>({ workspace: string });
let count = 0;

function folder(): vscode.WorkspaceFolder {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first);
  return first;
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("tidemark.tidemark");
  assert.ok(found);
  return found;
}

async function written(file: string): Promise<Record<string, string>> {
  await until(() => existsSync(file), `the environment in ${file}`);
  return JSON.parse(readFileSync(file, "utf8"));
}

async function environmentOfTerminal(): Promise<Record<string, string>> {
  const file = join(temporary, `terminal-${count++}.json`);
  const terminal = vscode.window.createTerminal({ cwd: folder().uri });
  terminal.sendText(`node "${printer}" "${file}"`);
  const found = await written(file);
  terminal.dispose();
  return found;
}

describe("the extension, in a folder that says nothing of runs", () => {
  it("stays asleep", () => assert.equal(extension().isActive, false));

  it("wakes when Python is opened, and starts no process", async () => {
    const script = join(folder().uri.fsPath, "train.py");
    writeFileSync(script, trainingScript);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(script));
    await until(() => extension().isActive, "the extension to be active");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(existsSync(join(folder().uri.fsPath, ".tidemark")), false);
  });
});

describe("with a training script", () => {
  before(() => writeFileSync(printer, printEnvironment));

  it("the first terminal finds the runtime with nothing configured", async () => {
    const env = await environmentOfTerminal();
    assert.match(env.MLFLOW_TRACKING_URI ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    const door = createDoor(env.MLFLOW_TRACKING_URI ?? "", env.MLFLOW_TRACKING_TOKEN ?? "");
    const answer = await until(
      () => door.get("/api/tidemark/v1/status", readStatus).catch(() => undefined),
      "the runtime to answer",
    );
    door.close();
    assert.equal(answer.workspace, folder().uri.fsPath);
  });

  it("so does a task", async () => {
    const file = join(temporary, "task.json");
    const execution = new vscode.ProcessExecution("node", [printer, file]);
    await vscode.tasks.executeTask(new vscode.Task({ type: "process" }, folder(), "print", "test", execution));
    const env = await written(file);
    const door = await joinRuntime(folder().uri.fsPath);
    assert.deepEqual([env.MLFLOW_TRACKING_URI, env.MLFLOW_TRACKING_TOKEN], [door?.url, door?.token]);
    door?.close();
  });

  it("so does a debug session of Python", async () => {
    const env = await environmentOfDebugging({});
    const door = await joinRuntime(folder().uri.fsPath);
    assert.deepEqual([env.MLFLOW_TRACKING_URI, env.MLFLOW_TRACKING_TOKEN], [door?.url, door?.token]);
    door?.close();
  });

  it("a debug configuration's own address stays", async () => {
    const env = await environmentOfDebugging({ env: { MLFLOW_TRACKING_URI: "http://elsewhere:1" } });
    assert.deepEqual(env, { MLFLOW_TRACKING_URI: "http://elsewhere:1" });
  });

  it("an address in .env is never replaced", async () => {
    const file = join(folder().uri.fsPath, ".env");
    writeFileSync(file, 'export MLFLOW_TRACKING_URI="http://elsewhere:1" # ours\n');
    try {
      await until(
        async () => (await environmentOfTerminal()).MLFLOW_TRACKING_URI === undefined,
        "a terminal left alone",
      );
      assert.deepEqual(await environmentOfDebugging({}), {});
    } finally {
      rmSync(file);
    }
    await until(async () => (await environmentOfTerminal()).MLFLOW_TRACKING_URI !== undefined, "a terminal told again");
  });

  after(async () => {
    const door = await joinRuntime(folder().uri.fsPath);
    await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
    door?.close();
  });
});

/** What Python's debugger would get: asked after the extension, by a provider that then calls the session off. */
async function environmentOfDebugging(configuration: object): Promise<Record<string, string>> {
  let seen: Record<string, string> | undefined;
  const spy = vscode.debug.registerDebugConfigurationProvider("debugpy", {
    resolveDebugConfigurationWithSubstitutedVariables(_folder, resolved) {
      seen = resolved.env ?? {};
      return undefined;
    },
  });
  try {
    await vscode.debug.startDebugging(folder(), {
      type: "debugpy",
      request: "launch",
      name: "train",
      program: "train.py",
      ...configuration,
    });
    assert.ok(seen, "the configuration was not resolved");
    return seen;
  } finally {
    spy.dispose();
  }
}
