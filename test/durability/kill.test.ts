import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadUntilKilled, type Round, verify } from "./load";
import { createRun, up } from "./runtimes";

const rounds = 32;

describe("kill -9 under load", function () {
  this.timeout(5 * 60_000);
  const workspace = mkdtempSync(join(tmpdir(), "tidemark-kill-"));
  after(() => rmSync(workspace, { recursive: true, force: true }));

  it(`loses nothing acknowledged and leaves no half batch, ${rounds} times over on one workspace`, async () => {
    const all: Round[] = [];
    let counted = 0;
    for (let round = 0; round < rounds; round++) {
      const runtime = await up(workspace);
      const last = all.at(-1);
      if (last) {
        const { wrong, acknowledged } = await verify(runtime, last);
        assert.deepEqual(wrong, [], `after kill ${round}`);
        counted += acknowledged;
      }
      const run = await createRun(runtime, `points ${round}`);
      let load: Promise<Round> | undefined;
      // by work and not by time: at moments of every kind on every machine, from just begun to under full load
      await new Promise<void>((enough) => {
        let left = 3 + ((round * 37) % 120);
        load = loadUntilKilled(runtime, run, () => void (--left === 0 && enough()));
      });
      await runtime.kill();
      if (load) all.push(await load);
    }
    const runtime = await up(workspace);
    const wrong = (await Promise.all(all.map((round) => verify(runtime, round)))).flatMap((found) => found.wrong);
    await runtime.end();
    assert.deepEqual(wrong, [], "all rounds together, at the end");
    const batches = all.reduce((sum, round) => sum + round.batches.length, 0);
    process.stdout.write(
      `      ${rounds} kills, ${counted} acknowledged writes found, ${batches} batches whole or absent\n`,
    );
    assert.ok(counted > rounds * 20, `the load was real: ${counted} writes`);
  });
});
