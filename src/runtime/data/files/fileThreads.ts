import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { ApiError } from "../../../shared/apiError";
import { doWork } from "./doWork";
import { type Done, type Fault, type Outcome, stopping, type Work } from "./fileWork";
import type { WorkMessage, WorkReply } from "./fileWorker";
import { removeOwnAtExit } from "./unfinished";
import { factsOfFile } from "./walkTree";

/** What a call of the threads is told and tells. */
export interface Conduct {
  /** Bytes of each name, as far as known: pieces are cut by them. */
  readonly sizes?: ArrayLike<number>;
  passed?(files: number, bytes: number): void;
  /** A piece is done: what came of it, and where it begins. */
  gathered?(done: Done, from: number): void;
  readonly signal?: AbortSignal | undefined;
  readonly jobs?: number | undefined;
}

/** Does work on many files, with a few threads where it is much. */
export interface FileThreads {
  run(work: Work, conduct: Conduct): Promise<Done>;
  close(): Promise<void>;
}

/** How much of each kind of work a thread takes at once, and how much is done here before one would have started. */
const measures = {
  usual: { piece: 256, few: 300, fewFirst: 300 },
  // an abort waits for a piece
  copy: { piece: 64, few: 64, fewFirst: 64 },
  // to look at a file takes some microseconds
  look: { piece: 1024, few: 4096, fewFirst: 250_000 },
} as const;
const pieceBytes = 32 * 2 ** 20;
const fewBytes = 48 * 2 ** 20;

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** Kept ones are begun sooner: whoever asks asks again. */
export function createFileThreads({ areKept = false } = {}): FileThreads {
  const threads: Thread[] = [];
  const leave = (thread: Thread) => {
    if (threads.includes(thread)) threads.splice(threads.indexOf(thread), 1);
  };

  const threadsFor = (pieces: number, jobs: number | undefined): Thread[] => {
    const script = findScript();
    if (!script) return [];
    const wanted = Math.min(pieces, Math.max(1, jobs ?? Math.min(8, availableParallelism())));
    while (threads.length < wanted) threads.push(startThread(script, leave));
    return threads.slice(0, wanted);
  };

  return {
    async run(work, { sizes = [], passed, gathered, signal, jobs }) {
      const { piece, few, fewFirst } = measures[work.kind === "copy" || work.kind === "look" ? work.kind : "usual"];
      const count = work.kind === "copy" ? work.copies.length : work.names.length;
      const isFew = count <= (areKept || threads.length > 0 ? few : fewFirst);
      if (isFew && work.kind === "look") return doWork(work, () => undefined);
      const all = roomFor(work, count);
      const pieces = cut(sizes, count, piece);
      const bytes = pieces.reduce((sum, each) => sum + each.bytes, 0);
      const used = !isFew || (count > 1 && bytes > fewBytes) ? threadsFor(pieces.length, jobs) : [];
      if (used.length > 0) for (const folder of freshOf(work)) removeOwnAtExit(folder);
      let next = 0;
      let isStopped = false;
      const takePieces = async (does: Does) => {
        while (next < pieces.length && !isStopped) {
          if (signal?.aborted) throw new ApiError("INVALID_STATE", "stopped; what was done so far is kept");
          const piece = pieces[next++] as Piece;
          const done = await does(partOf(work, piece), (more) => passed?.(0, more));
          gather(all, done, piece);
          gathered?.(done, piece.from);
          passed?.(piece.to - piece.from, 0);
          if (endsAll(done)) isStopped = true;
          // this thread has other things to do as well
          if (used.length === 0) await new Promise(setImmediate);
        }
      };
      if (used.length === 0) await takePieces(doWork);
      else {
        // all of them have ended before anybody goes on: none is left in the middle of a file
        const ended = await Promise.allSettled(used.map((thread) => takePieces(thread.do)));
        for (const each of ended) if (each.status === "rejected") throw each.reason;
      }
      all.linked.sort((a, b) => a - b);
      return all;
    },
    async close() {
      // their work is done, and to wait for their end takes as long as their start
      for (const thread of threads.splice(0)) void thread.end();
    },
  };
}

interface Gathered extends Done {
  readonly faults: Fault[];
  readonly linked: number[];
  readonly outcomes: Outcome[];
  readonly brought: { files: number; bytes: number };
}

function roomFor(work: Work, count: number): Gathered {
  const hashes = work.kind === "place" ? work.hashes : new Uint8Array(isOfEach(work) ? count * 16 : 0);
  const facts = new Float64Array(work.kind === "copy" ? 0 : count * factsOfFile);
  return { hashes, facts, faults: [], linked: [], outcomes: [], brought: { ...nothing } };
}

function isOfEach({ kind }: Work): boolean {
  return kind !== "copy" && kind !== "look";
}

/** Folders in which a killed thread leaves files that are not whole. */
function freshOf(work: Work): string[] {
  if (work.kind === "keep") return [work.store.fresh];
  return work.kind === "place" ? [work.store.fresh, work.fresh] : [];
}

const nothing = { files: 0, bytes: 0 };

function gather(
  all: Gathered,
  { hashes, facts, faults, linked = [], outcomes = [], brought = nothing }: Done,
  { from }: Piece,
): void {
  if (all.hashes !== hashes && hashes.length > 0) all.hashes.set(hashes, from * 16);
  if (facts.length > 0) all.facts.set(facts, from * factsOfFile);
  for (const fault of faults) all.faults.push({ ...fault, at: fault.at + from });
  for (const at of linked) all.linked.push(at + from);
  for (const [at, outcome] of outcomes.entries()) all.outcomes[at + from] = outcome;
  all.brought.files += brought.files;
  all.brought.bytes += brought.bytes;
}

/** What stopped one file stops the others. */
function endsAll({ faults, outcomes = [] }: Done): boolean {
  return (
    faults.some(({ code }) => stopping.has(code)) ||
    outcomes.some((outcome) => outcome.kind === "failed" && outcome.stop === true)
  );
}

function cut(sizes: ArrayLike<number>, count: number, most: number): Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < count; ) {
    let to = from;
    let bytes = 0;
    while (to < count && to - from < most && (to === from || bytes + (sizes[to] ?? 0) <= pieceBytes)) {
      bytes += sizes[to] ?? 0;
      to++;
    }
    pieces.push({ from, to, bytes });
    from = to;
  }
  return pieces;
}

function partOf(work: Work, piece: Piece): Work {
  const { from, to } = piece;
  if (work.kind === "copy") return { ...work, copies: work.copies.slice(from, to) };
  if (work.kind === "look") return { ...work, names: [], text: textOf(work.names, piece) };
  const names = work.names.slice(from, to);
  if (work.kind !== "place") return { ...work, names };
  return {
    ...work,
    names,
    hashes: work.hashes.slice(from * 16, to * 16),
    replaces: work.replaces.slice(from * 3, to * 3),
  };
}

/** One long text crosses to a thread in less time than thousands of short ones. */
function textOf(names: readonly string[], { from, to }: Piece): string {
  const known = texts.get(names) ?? new Map<number, string>();
  texts.set(names, known);
  const text = known.get(from) ?? names.slice(from, to).join("\0");
  known.set(from, text);
  return text;
}

/** The names of an index stay the same while nothing in its tree comes or goes. */
const texts = new WeakMap<readonly string[], Map<number, string>>();

type Does = (work: Work, passed: (bytes: number) => void) => Promise<Done>;

interface Thread {
  readonly do: Does;
  end(): Promise<unknown>;
}

/** The bundled thread beside this program, if it is there. */
function findScript(): string | undefined {
  const beside = join(__dirname, "fileWorker.js");
  return existsSync(beside) ? beside : undefined;
}

/** `ended`: it does nothing any more. */
function startThread(script: string, ended: (thread: Thread) => void): Thread {
  const worker = new Worker(script);
  const waiting = new Map<number, { passed(bytes: number): void; done(done: Done): void; fail(error: Error): void }>();
  let last = 0;
  const fail = (error: Error) => {
    ended(thread);
    for (const each of waiting.values()) each.fail(error);
    waiting.clear();
  };
  worker.on("message", (reply: WorkReply) => {
    const asked = waiting.get(reply.id);
    if ("passed" in reply) return asked?.passed(reply.passed);
    waiting.delete(reply.id);
    if (waiting.size === 0) worker.unref();
    if ("done" in reply) asked?.done(reply.done);
    else asked?.fail(new Error(reply.failed));
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a thread for files ended with ${code}`)));
  worker.unref();
  const thread: Thread = {
    do: (work, passed) =>
      new Promise((done, failed) => {
        const id = ++last;
        waiting.set(id, { passed, done, fail: failed });
        worker.ref();
        worker.postMessage({ id, work } satisfies WorkMessage);
      }),
    end: () => worker.terminate(),
  };
  return thread;
}
