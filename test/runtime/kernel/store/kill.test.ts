import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { createStore } from "../../../../src/runtime/kernel/store/durableStore";
import { temporaryFolder } from "../temporary";
import { keptLog, never } from "./storeRig";

const worker = resolve(__dirname, "../../../../../dist/storeWorker.js");
const rounds = 10;

describe("a process that is killed", function () {
  this.timeout(120_000);

  it(`loses nothing acknowledged and leaves no half request, ${rounds} times over, checkpoints under way`, async () => {
    const home = join(temporaryFolder(), ".tidemark");
    const acknowledged = new Set<number>();
    let images = 0;
    for (let round = 0; round < rounds; round++) {
      const first = round * 1_000_000;
      const child = spawn(process.execPath, [join(__dirname, "writer.js"), home, worker, `${first}`], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let printed = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
      // by work and not by time, for machines of every speed; in every other round a checkpoint has just ended
      while (printed.split("\n").length < 300 + round * 150) await once(child.stdout, "data");
      while (round % 2 === 1 && newestImage(home) <= images) await once(child.stdout, "data");
      child.kill("SIGKILL");
      await once(child, "close");
      for (const line of printed.slice(0, printed.lastIndexOf("\n")).split("\n")) acknowledged.add(Number(line));

      const log = keptLog();
      const store = await createStore({ home, worker, log, policy: never });
      const audit = store.docs<string>("audit");
      for (const n of acknowledged) assert.equal(audit.get(`${n}`)?.length, n % 300, `round ${round}: request ${n}`);
      const points = (
        await Promise.all(Array.from({ length: 10 }, (_, i) => store.history("runs", `r${i}`, "m")))
      ).flatMap(({ values }) => [...values]);
      assert.deepEqual(
        points.toSorted((a, b) => a - b),
        [...audit.keys()]
          .map(Number)
          .toSorted((a, b) => a - b)
          .flatMap((n) => [n, n + 0.5]),
        "a document and its points come together",
      );
      assert.deepEqual(
        log.said.filter((line) => !line.includes("cut at byte")),
        [],
      );
      await store.close();
      images = Math.max(images, newestImage(home));
    }
    assert.ok(acknowledged.size > 1000, `${acknowledged.size} acknowledged`);
    assert.ok(images > 3, `${images} checkpoints`);
  });
});

function newestImage(home: string): number {
  const numbers = readdirSync(join(home, "store"))
    .filter((name) => name.startsWith("image"))
    .map((name) => Number(name.slice(6, 12)));
  return Math.max(0, ...numbers);
}
