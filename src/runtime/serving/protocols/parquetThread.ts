import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ParquetTable } from "../../../core/table/parquetTable";
import type { ParquetQuestion, ParquetReply } from "./parquetFrames";

/** Beside the bundle that runs. */
const script = join(__dirname, "parquetFrames.js");
/** A body that keeps its reader busy for longer is given up. Milliseconds. */
const longest = 20_000;

let thread: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Reads on a thread, which a damaged file takes along instead of the process. Rejects with what is wrong with the file. */
export function readParquetAside(question: ParquetQuestion): Promise<ParquetTable> {
  const next = last.then(() => ask(question));
  last = next.catch(() => undefined); // whoever asked hears it
  return next;
}

async function ask(question: ParquetQuestion): Promise<ParquetTable> {
  const said = await replyOf(question).catch(async (error: unknown): Promise<ParquetReply> => {
    const broken = thread;
    thread = undefined;
    await broken?.terminate();
    return { why: error instanceof Error ? error.message : String(error) };
  });
  if ("why" in said) throw new Error(said.why);
  return said.table;
}

function replyOf({ body, mostCells }: ParquetQuestion): Promise<ParquetReply> {
  const asked = thread ?? start();
  thread = asked;
  const bytes = new Uint8Array(body); // a view would take along all that lies around it
  return new Promise((done, fail) => {
    const end = (why: string | undefined, said?: ParquetReply) => {
      clearTimeout(timer);
      asked.off("message", hear).off("exit", die);
      if (said) done(said);
      else fail(new Error(why));
    };
    const hear = (said: ParquetReply) => end(undefined, said);
    const die = () => end("it is damaged");
    const timer = setTimeout(() => end("reading it takes too long"), longest);
    asked.on("message", hear).on("exit", die);
    asked.postMessage({ body: bytes, mostCells } satisfies ParquetQuestion, [bytes.buffer]);
  });
}

function start(): Worker {
  const started = new Worker(script);
  started.unref();
  started.on("error", () => undefined); // it ends of it, which is noticed
  started.once("exit", () => {
    if (thread === started) thread = undefined;
  });
  return started;
}
