import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Foreign, nothingTaken, type Taken } from "../../../src/core/mlflow/foreign";
import { readMlrunsFolder } from "../../../src/runtime/importing/mlrunsFolder";

const run = "0123456789abcdef0123456789abcdef";
const other = "fedcba9876543210fedcba9876543210";

const runYaml = (id: string, more = "end_time: 1700000001000") =>
  `artifact_uri: ''\n${more}\nexperiment_id: '1'\nlifecycle_stage: active\nrun_id: ${id}\nrun_name: one\nstart_time: 1700000000000\nstatus: 3\nuser_id: ana\n`;

describe("reading an mlruns folder", () => {
  let root: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const read = async (taken: Taken = nothingTaken, only?: readonly string[]) => {
    const found: Foreign[] = [];
    for await (const record of readMlrunsFolder(root, taken, only)) found.push(record);
    return found;
  };
  const kinds = (found: readonly Foreign[]) => found.map((record) => record.kind);
  const pointsOf = (found: readonly Foreign[]) =>
    found.flatMap((record) => (record.kind === "points" ? [{ ...record, values: [...record.values] }] : []));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "mlruns-"));
    write(
      "1/meta.yaml",
      "artifact_location: ''\ncreation_time: 1\nexperiment_id: '1'\nlifecycle_stage: active\nname: churn\n",
    );
    write(`1/${run}/meta.yaml`, runYaml(run));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("names a metric in a folder by its path, and reads what Python calls nan and inf", async () => {
    write(`1/${run}/metrics/train/loss`, "1700000000001 0.5 1\n1700000000002 nan 2\n1700000000003 -inf 3\n");
    const [points] = pointsOf(await read());
    assert.equal(points?.key, "train/loss");
    assert.deepEqual(points?.values, [0.5, Number.NaN, Number.NEGATIVE_INFINITY]);
  });

  it("leaves a line that is still being written for the next time, and then reads only that", async () => {
    write(`1/${run}/metrics/loss`, "1700000000001 0.5 1\n17000000");
    const [first] = pointsOf(await read());
    assert.deepEqual(first?.values, [0.5]);
    write(`1/${run}/metrics/loss`, "1700000000001 0.5 1\n1700000000002 0.25 2\n");
    const taken: Taken = { row: 0, runs: new Map([[run, { bytes: { loss: first?.bytes ?? 0 } }]]) };
    const [second] = pointsOf(await read(taken));
    assert.deepEqual(second?.values, [0.25]);
  });

  it("names what it cannot read and goes on", async () => {
    write(`1/${other}/meta.yaml`, "start_time: [unclosed");
    write(`1/${run}/metrics/bad`, "a b c\n");
    write(`1/${run}/metrics/good`, "1 2 3\n");
    const found = await read();
    const unreadable = found.flatMap((record) => (record.kind === "unreadable" ? [record.what] : []));
    assert.deepEqual(
      unreadable.sort(),
      [join(root, `1/${run}/metrics/bad`), join(root, `1/${other}/meta.yaml`)].sort(),
    );
    assert.deepEqual(
      pointsOf(found).map((points) => points.key),
      ["good"],
    );
  });

  it("passes over a run that has ended and was not touched since", async () => {
    const found = await read();
    const stamp = found.flatMap((record) => (record.kind === "run" && record.stamp ? [record.stamp] : []))[0];
    assert.ok(stamp);
    const again = await read({ row: 0, runs: new Map([[run, { stamp, bytes: {} }]]) });
    assert.equal(kinds(again).includes("run"), false);
  });

  it("reads a run again as long as it has not ended", async () => {
    write(`1/${run}/meta.yaml`, runYaml(run, "end_time: null"));
    const [record] = (await read()).filter((each) => each.kind === "run");
    assert.equal(record?.kind === "run" && record.stamp, undefined);
  });

  it("reads only the runs that are asked for", async () => {
    write(`1/${other}/meta.yaml`, runYaml(other));
    const found = await read(nothingTaken, [other]);
    assert.deepEqual(
      found.flatMap((record) => (record.kind === "run" ? [record.id] : [])),
      [other],
    );
  });

  it("follows no link out of the folder", async () => {
    mkdirSync(join(root, `1/${run}/params`), { recursive: true });
    symlinkSync("/etc/hostname", join(root, `1/${run}/params/secret`));
    const [record] = (await read()).filter((each) => each.kind === "run");
    assert.deepEqual(record?.kind === "run" && record.params, []);
  });
});
