import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ForeignRun } from "../../../src/core/mlflow/foreign";
import { copyNew } from "../../../src/runtime/importing/artifactSource";
import { createEvents } from "../../../src/runtime/kernel/events";
import { placesOf } from "../../../src/runtime/kernel/home";
import { createMemoryKernel } from "../../../src/runtime/main";
import { createArtifacts } from "../../../src/runtime/tracking/artifacts/artifacts";
import { createTracking } from "../../../src/runtime/tracking/tracking";
import { temporaryFolder } from "../kernel/temporary";

describe("files of an import", () => {
  const setUp = () => {
    const places = placesOf(temporaryFolder());
    const from = temporaryFolder();
    mkdirSync(join(from, "model#1"));
    writeFileSync(join(from, "model#1", "weights"), "w");
    writeFileSync(join(from, "notes.txt"), "n");
    const artifacts = createArtifacts({ places, events: createEvents() });
    const copy = () => copyNew(from, (below) => artifacts.folder(`0/r1/artifacts/${below}`));
    return { root: places.artifacts, copy };
  };

  it("come once, whatever their names", async () => {
    const { root, copy } = setUp();
    assert.equal(await copy(), 2);
    assert.equal(readFileSync(join(root, "0/r1/artifacts/model#1/weights"), "utf8"), "w");
    assert.equal(await copy(), 0);
  });

  it("are not written through a link that waits for them", async () => {
    const { root, copy } = setUp();
    const outside = temporaryFolder();
    mkdirSync(join(root, "0/r1"), { recursive: true });
    symlinkSync(outside, join(root, "0/r1/artifacts"));
    await assert.rejects(copy, /leads out of the artifact folder/);
    assert.deepEqual(readdirSync(outside), []);
  });

  it("go nowhere for a run whose id is a way", () => {
    const kernel = createMemoryKernel(temporaryFolder());
    const { adoption } = createTracking(kernel);
    const run = { kind: "run", id: "../../../outside", params: [], tags: [], datasets: [] } as unknown as ForeignRun;
    assert.throws(() => adoption.run(run, "0"), /run_id/);
    assert.equal(existsSync(kernel.places.home), false);
  });
});
