import type { Socket } from "node:net";
import { OnnxFault } from "../../../core/onnx/fields";
import { offerEngine } from "../engine/engineSocket";
import { openLocalEngine } from "../engine/localEngine";
import { countsOf } from "../front/counts";
import { countRun, createTally, type Tally } from "../front/tally";
import { createHostLine } from "./askHost";
import type { ToHost, ToWorker } from "./messages";
import { type OpenedFront, openFront } from "./openFront";
import { createWorkerServer, type WorkerServer } from "./workerServer";

// The process of one served model: `node modelServer.js`, told by its parent what to open. Ends when its parent does.

let server: WorkerServer | undefined;
let opened: OpenedFront | undefined;
let counted: Tally | undefined;
const host = createHostLine((message) => tell(message));

async function open({ model, face }: Extract<ToWorker, { type: "open" }>): Promise<void> {
  const tally = createTally();
  const engine = await openLocalEngine(model, {
    threads: model.threads,
    onBatch: (rows, milliseconds) => countRun(tally, "", rows, milliseconds / 1000),
  });
  if ("socket" in face) await offerEngine(engine, face.socket);
  else {
    counted = tally;
    opened = await openFront(engine, face, { path: model.path, tally, host });
    server = await createWorkerServer(opened.front);
  }
  tell({ type: "ready", facts: engine.facts });
}

async function drain(): Promise<void> {
  await server?.drain();
  await opened?.close();
  // what was said before it is on its way too
  await new Promise<void>((done) => tell({ type: "pong", counts: counted && countsOf(counted) }, done));
  process.exit(0);
}

function tell(message: ToHost, done: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, undefined, undefined, done);
  else done();
}

function take(id: number, socket: Socket | undefined): void {
  const onClose = () => tell({ type: "closed", id });
  if (server === undefined || socket === undefined) {
    socket?.destroy();
    onClose(); // on its way already, or before anybody could answer
    return;
  }
  tell({ type: "taken", id });
  server.take(socket, { onCut: () => tell({ type: "cut", id }), onClose });
}

function fail(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  tell({ type: "failed", message: error instanceof OnnxFault ? why : `it cannot be opened: ${why}` });
  setTimeout(() => process.exit(2), 50);
}

function hear(message: ToWorker, socket: Socket | undefined): void {
  switch (message.type) {
    case "open":
      open(message).catch(fail);
      break;
    case "connection":
      take(message.id, socket);
      break;
    case "ping":
      tell({ type: "pong", counts: counted && countsOf(counted) });
      break;
    case "count":
      host.flush();
      if (counted) tell({ type: "counted", id: message.id, counts: countsOf(counted) });
      break;
    case "answer":
      host.take(message.id, message.answer);
      break;
    case "drain":
      void drain(); // ends the process
      break;
    default:
      message satisfies never;
  }
}

process.on("message", hear);
process.on("disconnect", () => process.exit(0));
// the terminal sends its Ctrl+C to all of us; our parent says when to end
process.on("SIGINT", () => undefined);
