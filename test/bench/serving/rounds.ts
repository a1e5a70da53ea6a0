import { cpuOf, median, runProgram } from "../tracking/processes";
import { type Outcome, rate, type Task } from "./loadTask";
import { prepare, type Request } from "./requests";
import type { Server } from "./servers";

/** Somebody who takes part in alternating rounds. */
export interface Side {
  readonly name: string;
  readonly server: Pick<Server, "port" | "pid">;
  readonly requests: readonly Request[];
}

/** The middle of the rounds, and each of them. */
export interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Processor time of all its processes a request, in milliseconds: it says the same on a busy machine. */
  readonly cpu: number;
  readonly rounds: readonly Outcome[];
}

export interface Load {
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
}

/** All sides under the same load, one after the other in every round. In the order of `sides`. */
export async function alternate(
  sides: readonly Side[],
  { connections, seconds, rounds }: Load,
  scratch: string,
): Promise<Figures[]> {
  const seen = sides.map(({ server: { port }, requests }) => ({
    prepared: prepare(scratch, port, requests),
    outcomes: [] as Outcome[],
    cpu: [] as number[],
  }));
  for (let round = 0; round < rounds; round++)
    for (const [i, { name, server }] of sides.entries()) {
      const { prepared, outcomes, cpu } = seen[i] as (typeof seen)[number];
      const task = { ...prepared, port: server.port };
      // what a first thousand requests cost is not the question, and one connection takes long for them
      if (round === 0) await once({ ...task, connections: Math.max(16, connections), seconds: seconds / 2 });
      const before = cpuOf(server.pid);
      const outcome = await once({ ...task, connections, seconds });
      if (outcome.failed > 0) throw new Error(`${name}: ${outcome.failed} of ${outcome.requests} requests failed`);
      outcomes.push(outcome);
      cpu.push(((cpuOf(server.pid) - before) * 1000) / Math.max(1, outcome.requests));
    }
  return seen.map(({ outcomes, cpu }) => ({
    perSecond: median(outcomes.map(rate)),
    p50: median(outcomes.map(({ p50 }) => p50)),
    p99: median(outcomes.map(({ p99 }) => p99)),
    cpu: median(cpu),
    rounds: outcomes,
  }));
}

function once(task: Task): Promise<Outcome> {
  return runProgram<Outcome>("generator", task);
}

export function tell(name: string, { rounds, p50, p99, cpu }: Figures): string {
  const all = rounds.map((each) => rate(each).toFixed(rate(each) < 100 ? 1 : 0)).join(", ");
  return `${name}: rounds ${all}/s; p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; ${cpu.toFixed(3)} ms of processor time a request`;
}
