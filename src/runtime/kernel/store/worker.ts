import { parentPort } from "node:worker_threads";
import type { Facts, Level, Log } from "../log";
import { type CheckpointAnswer, type CheckpointRequest, writeCheckpoint } from "./checkpointWork";
import { realFiles } from "./files";
import { createSqlConsole, type SqlRequest } from "./sqlConsole";
import type { SqlRows } from "./store";
import { messageOf } from "./wal";

/** What the main thread asks for; `id` ties the answer to it. */
export type WorkRequest = { readonly id: number } & (
  | { readonly kind: "checkpoint"; readonly request: CheckpointRequest }
  | { readonly kind: "sql"; readonly request: SqlRequest }
);

export type WorkAnswer =
  | { readonly id: number; readonly answer: CheckpointAnswer | SqlRows }
  | { readonly id: number; readonly error: string; readonly invalid: boolean }
  | { readonly log: readonly [Level, string, Facts | undefined] };

const port = parentPort;
if (!port) throw new Error("this runs as a worker thread");
const send = (message: WorkAnswer) => port.postMessage(message);
const at = (level: Level) => (message: string, facts?: Facts) => send({ log: [level, message, facts] });
const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
const sql = createSqlConsole(realFiles, log);

port.on("message", (work: WorkRequest) => {
  const answering =
    work.kind === "checkpoint" ? writeCheckpoint(work.request, realFiles, log) : sql.answer(work.request);
  void answering.then(
    (answer) => send({ id: work.id, answer }),
    (error) => send({ id: work.id, error: messageOf(error), invalid: error instanceof SyntaxError }),
  ); // both ways answer
});
