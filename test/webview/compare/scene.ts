import { deflateSync } from "node:zlib";
import type { Door } from "../../../src/extension/runtime/door";
import { readArtifactListing } from "../../../src/shared/artifacts";
import { createExperiment } from "../../vscode/logRuns";
import { createRandom, type Point, seedMany, seedRun } from "../../vscode/shots/seed";
import { put } from "../run/runScene";

const began = Date.UTC(2026, 10, 21, 8);
export const hostile = "<img src=x onerror=alert(1)>";

export interface SweepWish {
  readonly runs: number;
  readonly epochs?: number;
  /** How many of them have curves; the others only their last values, as most of a sweep is never looked at. */
  readonly drawn?: number;
  readonly metrics?: readonly string[];
}

export interface Sweep {
  readonly experiment: string;
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

const known = "calm-heron-214 bold-eider-731 tidy-plover-067 swift-otter-388 warm-gull-640".split(" ");
const usual = ["val/auc", "val/loss", "val/f1", "train/loss", "train/auc", "train/grad_norm"];

/** A sweep over four params, of which lr and depth decide; the same each time. The first are the best of it. */
export async function seedSweep(
  door: Door,
  { runs, epochs = 60, drawn = 8, metrics = usual }: SweepWish,
): Promise<Sweep> {
  const experiment = await createExperiment(door, "churn-sweep");
  const names = Array.from({ length: runs }, (_, i) => known[i] ?? (i === 5 ? hostile : `plain-shad-${100 + i * 7}`));
  const ids = await seedMany(runs, async (i) => {
    const random = createRandom(i + 1);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const lr = i < 5 ? 0.001 : pick([0.0003, 0.001, 0.002, 0.003, 0.01]);
    const depth = i < 5 ? [8, 8, 10, 8, 6][i] : pick([4, 6, 8, 10]);
    const dropout = pick([0.1, 0.2, 0.3]);
    const batch = pick([128, 256, 512]);
    const cost = 0.02 * Math.abs(Math.log10(lr / 0.001)) + 0.002 * Math.abs((depth ?? 8) - 8);
    const auc = i < 5 ? 0.877 - i / 500 : 0.872 - cost + 0.006 * (random() - 0.5);
    const points = metrics.flatMap((key, m) => {
      const end = /loss/.test(key) ? 0.28 + 0.877 - auc : /norm/.test(key) ? 0.5 : auc - m / 50;
      const from = /loss/.test(key) ? 0.7 : 0.72;
      return course(key, { from, to: end, epochs, seed: i * 31 + m, only: i < drawn ? epochs : 1 });
    });
    return seedRun(door, {
      experiment,
      name: names[i] as string,
      start: began - i * 60_000,
      end: began + 400_000,
      status: i === 4 ? "KILLED" : "FINISHED",
      params: {
        lr: String(lr),
        depth: String(depth),
        dropout: String(dropout),
        batch: String(batch),
        model: pick(["ft", "ft", "mlp"]),
        optimizer: "adamw",
      },
      tags: { team: i % 2 ? "b" : "a" },
      points,
    });
  });
  return { experiment, ids, names };
}

interface Course {
  readonly from: number;
  readonly to: number;
  readonly epochs: number;
  readonly seed: number;
  /** Of the steps only the last so many. */
  readonly only: number;
}

/** A metric as training gives it: quick, then slow, with noise. */
function course(key: string, { from, to, epochs, seed, only }: Course): Point[] {
  const random = createRandom(seed);
  const all = Array.from({ length: epochs }, (_, step) => ({
    key,
    value: to + (from - to) * Math.exp(-step / 10) + 0.006 * (random() - 0.5),
    step,
    timestamp: began + step * 6000,
  }));
  return all.slice(epochs - only);
}

/** Logs a file as a client does. */
export async function logFile(door: Door, run: string, path: string, content: string | Uint8Array): Promise<void> {
  const { root_uri } = await door.get(`/api/2.0/mlflow/artifacts/list?run_id=${run}`, readArtifactListing);
  await put(door, `${root_uri.replace(/^mlflow-artifacts:\/+/, "")}/${path}`, content);
}

/** What an evaluation leaves: a matrix, a ROC and a precision-recall curve, a picture at some steps. */
export async function logEvaluation(door: Door, run: string, seed: number): Promise<void> {
  const wrong = 8 + seed * 3;
  const matrix = {
    labels: ["stays", "leaves", hostile],
    matrix: [
      [90, wrong, 2],
      [wrong, 70, 3],
      [1, 4, 20],
    ],
  };
  await logFile(door, run, "evaluation/confusion_matrix.json", JSON.stringify(matrix));
  const rates = Array.from({ length: 21 }, (_, i) => i / 20);
  const power = 0.25 + seed * 0.08;
  const rows = rates.map((fpr) => `${fpr},${(fpr ** power).toFixed(4)}`);
  await logFile(door, run, "evaluation/roc.csv", `fpr,tpr\n${rows.join("\n")}\n`);
  const precision = rates.map((recall) => Number((1 - recall ** (4 - seed / 2) * 0.6).toFixed(4)));
  await logFile(door, run, "evaluation/pr.json", JSON.stringify({ recall: rates, precision }));
  for (const step of seed === 0 ? [0, 10, 20] : [0, 20])
    await logFile(
      door,
      run,
      `samples/attention_${String(step).padStart(3, "0")}.png`,
      pngOf(48, [40 + step * 9, 90 + seed * 40, 180]),
    );
  await logFile(door, run, "importance.png", pngOf(64, [200, 60 + seed * 50, 80]));
}

/** A square picture of one colour with a darker corner. */
export function pngOf(size: number, [red, green, blue]: readonly [number, number, number]): Uint8Array {
  const rows = Array.from({ length: size }, (_, y) =>
    Buffer.from([
      0,
      ...Array.from({ length: size }, (_, x) =>
        x + y < size / 2 ? [red / 2, green / 2, blue / 2] : [red, green, blue],
      ).flat(),
    ]),
  );
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const chunks = [chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
