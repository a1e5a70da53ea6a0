import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { joinRuntime } from "../../../src/extension/runtime/startRuntime";
import { launchIn, runContextVariable } from "../../../src/shared/launch";
import { until } from "../until";
import { printEnvironment } from "../workspace";

const temporary = process.env.TIDEMARK_TEST_TEMPORARY ?? "";

describe("the task type tidemark", () => {
  const path = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const script = join(path, "print.py");
  const file = join(temporary, "tidemark-task.json");

  before(function () {
    if (process.platform === "win32") return this.skip();
    // what stands in for Python is node, and the script is in its language
    mkdirSync(join(path, ".venv/bin"), { recursive: true });
    writeFileSync(join(path, ".venv/bin/python"), '#!/bin/sh\nexec node "$@"\n', { mode: 0o755 });
    writeFileSync(script, printEnvironment);
    mkdirSync(join(path, ".vscode"), { recursive: true });
    const task = { label: "train it", type: "tidemark", script: "print.py", args: [file] };
    writeFileSync(join(path, ".vscode/tasks.json"), JSON.stringify({ version: "2.0.0", tasks: [task] }));
  });

  after(async () => {
    for (const name of [".venv", ".vscode", "print.py"]) rmSync(join(path, name), { recursive: true, force: true });
    const door = await joinRuntime(path);
    await door?.post("/api/tidemark/v1/stop", {}, () => undefined);
    door?.close();
  });

  it("makes whole what tasks.json names, and runs it tracked", async () => {
    const task = await until(async () => {
      const tasks = await vscode.tasks.fetchTasks({ type: "tidemark" });
      return tasks.find(({ name }) => name === "train it");
    }, "the task of tasks.json");
    await vscode.tasks.executeTask(task);
    await until(() => existsSync(file), "the script to have run");
    const env: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
    const door = await until(() => joinRuntime(path), "the runtime");
    assert.equal(env.MLFLOW_TRACKING_URI, door.url);
    assert.match(launchIn(env[runContextVariable] ?? "") ?? "", /^[\w-]{36}$/);
    door.close();
  });
});
