import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openDoor } from "../../src/cli/door";
import { startRuntime } from "../../src/runtime/process";
import { temporaryFolder } from "../runtime/kernel/temporary";

const create = "/api/2.0/mlflow/experiments/create";
const byName = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=mine";

describe("the door to a workspace's routes", () => {
  it("is in the process when no runtime is up, and leaves the workspace to the next", async () => {
    const workspace = temporaryFolder();
    const door = await openDoor(workspace);
    assert.equal(door.url, undefined);
    await door.call("POST", create, { name: "mine" });
    await door.close();
    assert.equal(existsSync(join(workspace, ".tidemark", "lock")), false);
    const runtime = await startRuntime({ workspace });
    const over = await openDoor(workspace);
    assert.equal(over.url, runtime.url);
    const found = (await over.call("GET", byName)) as { experiment: { name: string } };
    assert.equal(found.experiment.name, "mine");
    await over.close();
    await runtime.close();
  });

  it("waits for a command that has the workspace just now", async () => {
    const workspace = temporaryFolder();
    const first = await openDoor(workspace);
    let isFree = false;
    const second = openDoor(workspace).then(async (door) => {
      assert.ok(isFree);
      await door.close();
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    isFree = true;
    await first.close();
    await second;
  });

  it("tells what a route refuses in the route's own words, on either side", async () => {
    const workspace = temporaryFolder();
    const inner = await openDoor(workspace);
    const wrong = { message: /name/i };
    await assert.rejects(inner.call("POST", create, {}), wrong);
    await inner.close();
    const runtime = await startRuntime({ workspace });
    const over = await openDoor(workspace);
    await assert.rejects(over.call("POST", create, {}), wrong);
    await over.close();
    await runtime.close();
  });
});
