import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cronMatches, readCron } from "../../../src/core/cron/cron";
import { type PlannedPipeline, readShared } from "../../../src/runtime/pipeline/schedule/readShared";
import { createSchedule } from "../../../src/runtime/pipeline/schedule/schedule";
import { stateOfFiles } from "../../../src/runtime/pipeline/schedule/stateOfFiles";

const at = (text: string) => Date.parse(text);

function matches(cron: string, time: string, zone = "UTC"): boolean {
  const read = readCron(cron);
  assert.ok(read, cron);
  return cronMatches(read, at(time), zone);
}

describe("a time that comes again", () => {
  it("is written as cron has it", () => {
    assert.ok(matches("0 3 * * *", "2026-11-22T03:00:59Z"));
    assert.ok(!matches("0 3 * * *", "2026-11-22T03:01:00Z"));
    assert.ok(matches("*/15 9-17 * * mon-fri", "2026-11-23T17:45:00Z"));
    assert.ok(!matches("*/15 9-17 * * mon-fri", "2026-11-22T17:45:00Z"), "a Sunday");
    assert.ok(matches("0 0 1 jan,jul *", "2026-07-01T00:00:00Z"));
    assert.ok(matches("@weekly", "2026-11-22T00:00:00Z"));
    assert.ok(matches("0 0 * * 7", "2026-11-22T00:00:00Z"), "7 is a Sunday too");
    assert.ok(matches("0 0 13 * fri", "2026-11-27T00:00:00Z"), "either day is enough");
  });

  it("is that of a zone, also when its clocks change", () => {
    assert.ok(matches("0 3 * * *", "2026-07-01T01:00:00Z", "Europe/Berlin"));
    assert.ok(matches("0 3 * * *", "2026-12-01T02:00:00Z", "Europe/Berlin"));
    assert.ok(matches("30 5 * * *", "2026-12-01T00:00:00Z", "Asia/Kolkata"));
  });

  it("is refused when it is none", () => {
    for (const bad of [
      "",
      "* * * *",
      "60 * * * *",
      "* 24 * * *",
      "5-1 * * * *",
      "*/0 * * * *",
      "x * * * *",
      "* * 0 * *",
    ])
      assert.equal(readCron(bad), undefined, bad);
  });
});

describe("what tidemark.yaml plans", () => {
  let folder = "";
  let now = at("2026-11-22T02:59:30Z");
  let ran: string[] = [];
  let warned: string[] = [];
  let isBusy = false;
  const plan = (text: string) => writeFileSync(join(folder, "tidemark.yaml"), text);
  const open = () =>
    createSchedule({
      read: async () => (await readShared(folder)).pipelines,
      run: ({ name }: PlannedPipeline, because) => {
        if (!isBusy) ran.push(`${name}: ${because}`);
        return !isBusy;
      },
      filesOf: ({ files }) => stateOfFiles(folder, files),
      warn: (message) => void warned.push(message),
      now: () => now,
    });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-plan-"));
    [ran, warned, isBusy, now] = [[], [], false, at("2026-11-22T02:59:30Z")];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("runs at its time, once", async () => {
    plan("pipelines:\n  nightly:\n    schedule: 0 3 * * *\n    timezone: UTC\n    targets: [train]\n");
    const schedule = open();
    for (const time of ["02:59:50", "03:00:05", "03:00:10", "03:01:00"]) {
      now = at(`2026-11-22T${time}Z`);
      await schedule.look();
    }
    assert.deepEqual(ran, ["nightly: its time"]);
  });

  it("makes up for minutes that were slept through, not for a night", async () => {
    plan("pipelines:\n  nightly: {schedule: 0 3 * * *, timezone: UTC}\n");
    const schedule = open();
    now = at("2026-11-22T03:20:00Z");
    await schedule.look();
    assert.equal(ran.length, 1);
    now = at("2026-11-23T09:00:00Z");
    await schedule.look();
    assert.equal(ran.length, 1);
  });

  it("runs when files change, after they came to rest", async () => {
    mkdirSync(join(folder, "data/raw"), { recursive: true });
    writeFileSync(join(folder, "data/raw/a.csv"), "1");
    writeFileSync(join(folder, "data/raw/a.txt"), "1");
    plan("pipelines:\n  fresh:\n    on: {files: [data/raw/*.csv]}\n");
    const schedule = open();
    await schedule.look();
    writeFileSync(join(folder, "data/raw/a.txt"), "other");
    await schedule.look();
    await schedule.look();
    assert.deepEqual(ran, [], "no file of those");
    writeFileSync(join(folder, "data/raw/b.csv"), "2");
    await schedule.look();
    utimesSync(join(folder, "data/raw/b.csv"), 5, 5);
    await schedule.look();
    assert.deepEqual(ran, [], "it is still being written");
    isBusy = true;
    await schedule.look();
    isBusy = false;
    await schedule.look();
    await schedule.look();
    assert.deepEqual(ran, ["fresh: files changed"], "as soon as the one before has ended, and once");
  });

  it("says once what it cannot read", async () => {
    plan("pipelines:\n  nightly: {schedule: 61 * * * *}\n");
    const schedule = open();
    await schedule.look();
    await schedule.look();
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? "", /tidemark.yaml:\d+: pipelines.nightly.schedule: expected minute, hour/);
    plan("pipelines:\n  nightly: {schedule: '@daily', timezone: Mars/Base}\n");
    await schedule.look();
    assert.match(warned[1] ?? "", /nightly.timezone: no time zone is called 'Mars\/Base'/);
  });

  it("finds files over folders", async () => {
    mkdirSync(join(folder, "a/b/c"), { recursive: true });
    for (const name of ["a/x.csv", "a/b/y.csv", "a/b/c/z.csv", "a/b/c/z.txt"]) writeFileSync(join(folder, name), "");
    symlinkSync(".", join(folder, "a/loop"));
    symlinkSync("x.csv", join(folder, "a/link.csv"));
    const names = async (pattern: string) =>
      (await stateOfFiles(folder, [pattern])).split("\n").map((line) => line.split(" ")[0]);
    assert.deepEqual(await names("a/**/*.csv"), ["a/b/c/z.csv", "a/b/y.csv", "a/link.csv", "a/x.csv"]);
    assert.deepEqual(await names("a/*/*.csv"), ["a/b/y.csv"]);
    assert.deepEqual(await names("a/b"), ["a/b/c/z.csv", "a/b/c/z.txt", "a/b/y.csv"]);
    assert.deepEqual(await names("a/x.csv"), ["a/x.csv"]);
  });
});
