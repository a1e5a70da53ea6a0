import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadUntilKilled, type Round, verify } from "./load";
import { up } from "./runtimes";

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
      const load = loadUntilKilled(runtime, round);
      // at moments of every kind: just begun, under full load, in the midst of a checkpoint
      await new Promise((wake) => setTimeout(wake, 40 + ((round * 137) % 400)));
      await runtime.kill();
      all.push(await load);
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
