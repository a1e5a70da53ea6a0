import { type Took, take } from "../data/commands";
import type { Bench } from "./bench";

export interface Middle {
  readonly seconds: number;
  readonly peak: number;
}

/** `tidemark WORDS…` and `python PROGRAM…`, whole processes in turns; medians of time and peak memory. */
export async function inTurns(
  { python, cli, env, scratch, rounds }: Bench,
  ours: readonly string[],
  peer: readonly string[],
  exit = 0,
): Promise<{ readonly ours: Middle; readonly peer: Middle }> {
  const took: { ours: Took[]; peer: Took[] } = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round++) {
    took.ours.push(await take({ program: process.execPath, args: [cli, ...ours], cwd: scratch, env, exit }, scratch));
    took.peer.push(await take({ program: python, args: peer, cwd: scratch, env }, scratch));
  }
  return { ours: middleOf(took.ours), peer: middleOf(took.peer) };
}

function middleOf(took: readonly Took[]): Middle {
  return { seconds: median(took.map(({ seconds }) => seconds)), peak: median(took.map(({ peak }) => peak)) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : sorted.slice(half - 1, half + 1);
  return (low + high) / 2;
}
