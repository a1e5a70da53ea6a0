import { median } from "../tracking/processes";
import { less } from "../tracking/table";
import type { Bench } from "./bench";
import { type Contender, ourselves, peers } from "./contenders";
import { startServer } from "./servers";

/** From spawning a process to the first right answer. */
export async function measureStarts({ place, rounds, wanted, add, note }: Bench): Promise<void> {
  const times = rounds + 2;
  const own = await starts(ourselves(place), times);
  note(`first right answer, tidemark serve: ${list(own)} ms`);
  add(less("first right answer after start", "ms", median(own), undefined, { limit: 400 }));
  for (const peer of peers(place).filter(({ key }) => wanted?.includes(key) ?? true)) {
    const seen = await starts(peer, /^(mlflow|bento)/.test(peer.key) ? 1 : times);
    add(less(`the same: ${peer.name}`, "ms", median(own), median(seen), {}));
    note(`first right answer, ${peer.name}: ${list(seen)} ms`);
  }
}

async function starts(contender: Contender, times: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const server = await startServer(contender);
    took.push(server.took);
    await server.stop();
  }
  return took;
}

function list(values: readonly number[]): string {
  return values.map((value) => value.toFixed(0)).join(", ");
}
