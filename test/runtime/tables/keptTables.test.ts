import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { keptTable } from "../../../src/runtime/tables/keptTables";
import { temporaryFolder } from "../kernel/temporary";

const day = 24 * 60 * 60;

describe("tables that are kept", () => {
  let folder = "";
  beforeEach(() => {
    folder = temporaryFolder();
  });
  const age = (path: string, days: number) => {
    const at = Date.now() / 1000 - days * day;
    utimesSync(path, at, at);
  };

  it("are made once for all who ask at the same time", async () => {
    let made = 0;
    const make = async (path: string) => {
      made++;
      writeFileSync(path, "half", { flag: "wx" });
      await setTimeout(5);
      writeFileSync(path, "whole");
    };
    const paths = await Promise.all([1, 2, 3].map(() => keptTable(folder, "key", ".csv", make)));
    assert.equal(made, 1);
    assert.equal(new Set(paths).size, 1);
    assert.equal(readFileSync(paths[0] as string, "utf8"), "whole");
    assert.equal(readdirSync(folder).length, 1);
  });

  it("are made anew for who asks after a failure, which all hear who waited", async () => {
    const fail = async () => {
      await setTimeout(1);
      throw new Error("no disk");
    };
    const both = [keptTable(folder, "key", ".csv", fail), keptTable(folder, "key", ".csv", fail)];
    for (const each of await Promise.allSettled(both)) assert.equal(each.status, "rejected");
    const path = await keptTable(folder, "key", ".csv", (to) => writeFileSync(to, "there"));
    assert.equal(readFileSync(path, "utf8"), "there");
  });

  it("are the same file, unchanged, however often they are looked at", async () => {
    const make = (path: string) => writeFileSync(path, "a");
    const path = await keptTable(folder, "key", ".csv", make);
    age(path, 2);
    const { mtimeMs } = statSync(path);
    await keptTable(folder, "key", ".csv", make);
    const { mtimeMs: after, atimeMs } = statSync(path);
    assert.equal(after, mtimeMs);
    assert.ok(atimeMs > mtimeMs);
  });

  it("go when there are many, but not those that someone is about to open; what a killed process left goes too", async () => {
    const make = (path: string) => writeFileSync(path, "a");
    const oldest = await keptTable(folder, "oldest", ".csv", make);
    age(oldest, 3);
    const left = join(folder, ".1-left.csv");
    writeFileSync(left, "half");
    age(left, 3);
    const growing = join(folder, ".2-growing.csv");
    writeFileSync(growing, "half");
    const others = await Promise.all(Array.from({ length: 30 }, (_, i) => keptTable(folder, String(i), ".csv", make)));
    assert.ok(!existsSync(oldest));
    assert.ok(others.every((path) => existsSync(path)));
    assert.deepEqual([existsSync(left), existsSync(growing)], [false, true]);
  });
});
