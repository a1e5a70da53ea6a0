import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { rootAbove } from "../../cli/tidemark";
import { less } from "../tracking/table";
import type { Bench } from "./bench";
import { inTurns } from "./turns";

const peerProgram = join(rootAbove(__dirname), "test/bench/monitor/shapPeer.py");

interface Part {
  readonly what: string;
  readonly model: "forest" | "boosted";
  readonly background: boolean;
  /** How many times as fast as shap it is to be. */
  readonly times: number;
}

const parts: readonly Part[] = [
  { what: "SHAP, forest 100 × depth 8", model: "forest", background: false, times: 15 },
  { what: "SHAP, XGBoost 500 × depth 6", model: "boosted", background: false, times: 12 },
  { what: "SHAP, XGBoost, interventional, 100 background rows", model: "boosted", background: true, times: 50 },
];

export async function measureShap(bench: Bench): Promise<void> {
  const rows = bench.isQuick ? 1000 : 10_000;
  const { scratch } = bench;
  ask(bench, ["make", scratch, String(rows)]);
  for (const { what, model, background, times } of parts) {
    const [data, behind] = [join(scratch, "rows.parquet"), join(scratch, "background.parquet")];
    const [ourValues, itsValues] = [join(scratch, "ours.parquet"), join(scratch, "shaps.parquet")];
    const method = background
      ? ["--method", "interventional", "--background", behind]
      : ["--method", "tree_path_dependent"];
    const { ours, peer } = await inTurns(
      bench,
      ["explain", "--model", join(scratch, `${model}.onnx`), "--data", data, ...method, "--output", ourValues],
      [peerProgram, "explain", join(scratch, `${model}.pickle`), data, itsValues, ...(background ? [behind] : [])],
    );
    const label = `${what}, ${rows.toLocaleString("en")} × 30`;
    bench.add(less(label, "s", ours.seconds, peer.seconds, { times }));
    bench.add(less(`${label}: memory`, "MB", ours.peak, peer.peak, {}));
    const [difference, largest] = ask(bench, ["compare", ourValues, itsValues]).split(" ").map(Number);
    bench.note(
      `${what}: the values differ by ${difference?.toExponential(1)} at most, the largest is ${largest?.toFixed(2)}`,
    );
    if (!((difference as number) <= 1e-4 * (largest as number))) throw new Error(`${what}: the values are not shap's`);
  }
}

function ask({ python, env }: Bench, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(python, [peerProgram, ...words], { encoding: "utf8", env });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
