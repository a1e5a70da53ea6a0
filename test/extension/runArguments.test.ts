import assert from "node:assert/strict";
import { runsIn } from "../../src/extension/commands/runArguments";
import { deploymentIn } from "../../src/extension/deployments/deploymentChoice";
import type { Runtimes } from "../../src/extension/runtime/runtimes";

describe("the runs that a command's arguments name", () => {
  const folders = ["file:///home/ada/churn", "file://server/share/fraud"];
  const all = folders.map((uri) => ({ folder: { uri } }));
  const runtimes = { all: () => all } as unknown as Runtimes;
  const named = (...args: unknown[]) => {
    const found = runsIn(args, runtimes);
    return found && [String(found.runtime.folder.uri), ...found.ids];
  };

  it("none of another folder, when the page's own is not open any more", () => {
    const gone = "file:///home/ada/gone";
    assert.equal(named("r1", gone), undefined);
    assert.equal(named({ tidemarkRuns: ["r1"], tidemarkFolder: gone }), undefined);
    assert.deepEqual(deploymentIn(["churn", gone], runtimes), {});
    assert.deepEqual(deploymentIn(["churn"], runtimes), { runtime: all[0], name: "churn" });
  });

  it("an id or a list of ids, with the folder that a page adds, on a disk or on a share", () => {
    for (const folder of folders) {
      assert.deepEqual(named("r1", folder), [folder, "r1"]);
      assert.deepEqual(named(["r1", "r2"], folder), [folder, "r1", "r2"]);
      assert.deepEqual(named({ tidemarkRuns: ["r1"], tidemarkFolder: folder }), [folder, "r1"]);
      assert.equal(named(folder), undefined);
      assert.equal(named([], folder), undefined);
    }
  });
});
