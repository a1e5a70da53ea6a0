import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { frameParquet } from "../../core/frame/frameParquet";
import { type PredictionsAsked, predictionFrame } from "./predictionFrame";

export interface PredictionFile extends PredictionsAsked {
  readonly path: string;
}

/** Returns how many there were. */
export function writePredictions({ path, ...asked }: PredictionFile): number {
  const frame = predictionFrame(asked);
  if (frame.rows > 0) writeFileSync(path, Buffer.concat([...frameParquet(frame)]), { mode: 0o600 });
  return frame.rows;
}

/** Beside the bundle that runs; in a test there is none. */
const script = join(__dirname, "predictionWorker.js");

/** The same in a thread: who asks has others to answer. */
export async function writePredictionsAside(asked: PredictionFile): Promise<number> {
  if (!existsSync(script)) return writePredictions(asked);
  const worker = new Worker(script, { workerData: asked });
  return new Promise<number>((done, fail) => {
    worker.once("message", done);
    worker.once("error", fail);
    worker.once("exit", () => fail(new Error("the thread that reads predictions ended")));
  });
}
