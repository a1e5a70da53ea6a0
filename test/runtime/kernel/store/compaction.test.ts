import assert from "node:assert/strict";
import { createFakeDisk, folder } from "./fakeDisk";
import { never, openOn } from "./storeRig";

const numbers = (length: number, of: (i: number) => number) => Float64Array.from({ length }, (_, i) => of(i));

describe("compaction", () => {
  it("gives back the space of what was purged, and says how much", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk);
    for (let run = 0; run < 20; run++) {
      await store.commit([
        { do: "row", table: "runs", id: `r${run}` },
        { do: "put", in: "cold:spans", key: `r${run}`, doc: "s".repeat(20_000) },
        {
          do: "points",
          table: "runs",
          id: `r${run}`,
          points: {
            names: ["m"],
            series: new Uint32Array(5000),
            values: numbers(5000, (i) => Math.sin(run + i)),
            steps: numbers(5000, (i) => i),
            times: numbers(5000, (i) => i),
          },
        },
      ]);
    }
    await store.compact();
    const full = sizeOf();
    for (let run = 1; run < 20; run++)
      await store.commit([
        { do: "purge", table: "runs", id: `r${run}` },
        { do: "drop", in: "cold:spans", key: `r${run}` },
      ]);
    const before = sizeOf();
    const given = await store.compact();
    assert.equal(given, before - sizeOf());
    assert.ok(sizeOf() < full / 8, `${full} bytes became ${sizeOf()}`);
    assert.equal((await store.history("runs", "r0", "m")).values.length, 5000);
    assert.equal(await store.cold("cold:spans", "r0"), "s".repeat(20_000));

    function sizeOf(): number {
      return disk
        .list(folder)
        .reduce((sum, name) => sum + (name.endsWith(".sqlite") ? 0 : disk.bytes(`${folder}/${name}`).length), 0);
    }
  });

  it("does not show points of a purged run as another's when all was purged and numbers begin anew", async () => {
    const store = await openOn(createFakeDisk());
    const points = (value: number) => ({
      names: ["m"],
      series: new Uint32Array(50),
      values: numbers(50, () => value),
      steps: numbers(50, (i) => i),
      times: numbers(50, (i) => i),
    });
    for (const [value, id] of ["a", "b"].entries()) {
      await store.commit([
        { do: "row", table: "runs", id },
        { do: "points", table: "runs", id, points: points(value) },
      ]);
      await store.compact();
      assert.equal((await store.history("runs", id, "m")).values[0], value);
      await store.commit([{ do: "purge", table: "runs", id }]);
      await store.compact();
    }
    await store.close();
  });

  it("keeps the number of files bounded, however often it is sealed", async () => {
    const disk = createFakeDisk();
    let total = 0;
    for (let round = 0; round < 40; round++) {
      const store = await openOn(disk, { policy: { ...never, closeBytes: 0 } });
      const steps = numbers(10, (i) => round * 10 + i);
      await store.commit([
        { do: "row", table: "runs", id: "r" },
        {
          do: "points",
          table: "runs",
          id: "r",
          points: { names: ["m"], series: new Uint32Array(10), values: steps, steps, times: steps },
        },
      ]);
      total += 10;
      assert.equal((await store.history("runs", "r", "m")).values.length, total);
      await store.close();
    }
    const names = disk.list(folder);
    assert.ok(names.filter((name) => name.startsWith("seg-")).length <= 16, names.join(" "));
    assert.ok(names.length <= 24, names.join(" "));
  });

  it("seals by itself when enough was written, and not again before as much has been written anew", async () => {
    const disk = createFakeDisk();
    const store = await openOn(disk, { policy: { ...never, least: 10_000, most: 10_000 } });
    for (let i = 0; i < 50; i++) await store.commit([{ do: "put", in: "audit", key: "k", doc: "x".repeat(1000) }]);
    await store.close();
    const images = disk.operations.filter((operation) => operation.startsWith("create image")).length;
    assert.ok(images >= 3 && images <= 5, `${images} images after 50 kB`);
  });

  it("seals when many short-lived commands have each left a piece of journal", async () => {
    const disk = createFakeDisk();
    for (let i = 0; i < 60; i++) {
      const store = await openOn(disk, { policy: { ...never, closeSegments: 16 } });
      await store.commit([{ do: "put", in: "audit", key: `${i}`, doc: i }]);
      await store.close();
    }
    const names = disk.list(folder);
    assert.ok(names.length < 45, `${names.length} files`);
    assert.equal((await openOn(disk)).docs("audit").size, 60);
  });

  it("forgets words that no row has any more", async () => {
    const disk = createFakeDisk();
    let store = await openOn(disk);
    await store.commit([{ do: "row", table: "runs", id: "r" }]);
    for (let i = 0; i < 100; i++)
      await store.commit([{ do: "set", table: "runs", id: "r", cells: { name: `unique-${i}` } }]);
    await store.compact();
    await store.close();
    store = await openOn(disk);
    assert.deepEqual(store.table("runs").texts.get("name")?.words, ["unique-99"]);
    assert.equal(store.table("runs").text("name", 0), "unique-99");
    assert.equal(store.table("runs").texts.get("name")?.codeOf("unique-99"), 1);
  });
});
