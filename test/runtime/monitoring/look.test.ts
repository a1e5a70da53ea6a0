import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Monitor } from "../../../src/core/monitors/monitor";
import { createLook } from "../../../src/runtime/monitoring/look";
import { lookAtWindow } from "../../../src/runtime/monitoring/window/lookWork";
import { openTable } from "../../../src/runtime/tables/tables";
import type { WindowResult } from "../../../src/shared/monitors";
import { temporaryFolder } from "../kernel/temporary";

const nobody = () => assert.fail("no deployment is asked for");

/** Looks as the runtime does: each one that brought something is kept as a window. */
function looking(monitor: Partial<Monitor>) {
  const workspace = realpathSync(temporaryFolder());
  const home = join(workspace, ".tidemark");
  mkdirSync(home);
  const usual: Monitor = {
    name: "feed",
    target: { kind: "data", name: "data.csv" },
    reference: "old.csv",
    window: { kind: "whole" },
    isTumbling: false,
    when: { kind: "every", ms: 60_000 },
    columns: undefined,
    tests: { of: {}, columns: {}, threshold: undefined, thresholds: {} },
    driftShare: 0.5,
    segment: undefined,
    validation: undefined,
    quality: undefined,
    health: [],
    alert: {
      drifted: undefined,
      after: 1,
      repeatAfter: undefined,
      editor: true,
      webhook: undefined,
      command: undefined,
    },
    ...monitor,
  };
  const look = createLook({
    rollouts: { find: nobody, statuses: nobody, traffic: nobody },
    home,
    workspace,
    openTable: (address) => openTable(address, { workspace, home, isOpen: false }),
    trainingOf: nobody,
    inThread: lookAtWindow,
  });
  const windows: WindowResult[] = [];
  const write = (name: string, text: string) => writeFileSync(join(workspace, name), text);
  const rows = (shift: number) => `a\n${Array.from({ length: 200 }, (_, i) => (i % 50) + shift).join("\n")}\n`;
  write("data.csv", rows(0));
  write("old.csv", rows(0));
  const isLookedAt = async (other: Partial<Monitor> = {}, isKept = true) => {
    const asked = { byHand: false, last: windows.at(-1) };
    const seen = await look({ ...usual, ...other }, { from: 0, to: Date.now() }, asked);
    if (seen && isKept) windows.push({ id: String(windows.length), health: "healthy" } as WindowResult);
    return seen !== undefined;
  };
  return { isLookedAt, write, rows, workspace };
}

describe("a look at a table", () => {
  it("is taken when the table is another one, or the reference, or what is asked of them", async () => {
    const { isLookedAt, write, rows } = looking({});
    assert.deepEqual([await isLookedAt(), await isLookedAt()], [true, false]);
    write("data.csv", `${rows(0)}7\n`);
    assert.deepEqual([await isLookedAt(), await isLookedAt()], [true, false]);
    write("old.csv", `${rows(5)}77\n`);
    assert.deepEqual([await isLookedAt(), await isLookedAt()], [true, false]);
    const suite = { name: "s", expectations: [{ type: "expect_column_to_exist", kwargs: { column: "a" } }], meta: {} };
    write("suite.json", JSON.stringify(suite));
    const others: readonly Partial<Monitor>[] = [
      { driftShare: 0.9 },
      { tests: { of: { num: "psi" }, columns: {}, threshold: undefined, thresholds: {} } },
      { columns: ["a"] },
      { validation: "suite.json" },
    ];
    for (const other of others)
      assert.deepEqual([await isLookedAt(other), await isLookedAt(other)], [true, false], JSON.stringify(other));
    write("suite.json", JSON.stringify({ ...suite, name: "another" }));
    assert.deepEqual(
      [await isLookedAt({ validation: "suite.json" }), await isLookedAt({ validation: "suite.json" })],
      [true, false],
    );
    assert.equal(await isLookedAt({ validation: "suite.json", when: { kind: "every", ms: 120_000 } }), false);
  });

  it("reads tables and suites of the workspace alone, after links", async () => {
    const { isLookedAt, workspace } = looking({});
    const outside = temporaryFolder();
    writeFileSync(join(outside, "suite.json"), "{}");
    symlinkSync(outside, join(workspace, "link"));
    for (const validation of ["link/suite.json", "../suite.json", join(outside, "suite.json")])
      await assert.rejects(isLookedAt({ validation }), {
        name: "ApiError",
        message: `validation: ${validation}: outside of the workspace`,
      });
    await assert.rejects(isLookedAt({ target: { kind: "data", name: "link/data.csv" } }), /outside of the workspace$/);
  });

  it("is taken again where what it saw could not be kept", async () => {
    const { isLookedAt } = looking({});
    assert.deepEqual([await isLookedAt({}, false), await isLookedAt(), await isLookedAt()], [true, true, false]);
  });

  it("at a version, or against one, is taken once", async () => {
    const { isLookedAt, write, rows, workspace } = looking({
      target: { kind: "data", name: "data.csv@HEAD" },
      reference: "data.csv@first",
    });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: workspace });
    git("init", "-q");
    git("add", "data.csv");
    git("commit", "-qm", "one");
    git("tag", "first");
    assert.deepEqual([await isLookedAt(), await isLookedAt(), await isLookedAt()], [true, false, false]);
    write("data.csv", rows(9));
    git("commit", "-qam", "two");
    assert.deepEqual([await isLookedAt(), await isLookedAt()], [true, false]);
  });
});
