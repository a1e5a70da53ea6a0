import { createStore } from "../../../../src/runtime/kernel/store/durableStore";
import { keptLog, never } from "./storeRig";

// A process to be killed: writes request after request, and prints the number of each once it is acknowledged.
const [home = "", worker = "", first = "0"] = process.argv.slice(2);

async function write(): Promise<void> {
  const store = await createStore({
    home,
    worker,
    log: keptLog(),
    policy: { ...never, least: 150_000, most: 150_000 },
  });
  let next = Number(first);
  const one = async () => {
    for (;;) {
      const n = next++;
      await store.commit([
        { do: "row", table: "runs", id: `r${n % 10}` },
        { do: "put", in: "audit", key: `${n}`, doc: "x".repeat(n % 300) },
        {
          do: "points",
          table: "runs",
          id: `r${n % 10}`,
          points: { names: ["m"], series: [0, 0], values: [n, n + 0.5], steps: [n, n], times: [n, n] },
        },
      ]);
      process.stdout.write(`${n}\n`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
}

void write(); // until it is killed
