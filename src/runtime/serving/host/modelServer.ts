import type { Socket } from "node:net";
import { OnnxFault } from "../../../core/onnx/fields";
import { offerEngine } from "../engine/engineSocket";
import { openLocalEngine } from "../engine/localEngine";
import { countRun, createTally } from "../front/tally";
import type { ToHost, ToWorker } from "./messages";
import { type OpenedFront, openFront } from "./openFront";
import { createWorkerServer, type WorkerServer } from "./workerServer";

// The process of one served model: `node modelServer.js`, told by its parent what to open. Ends when its parent does.

let server: WorkerServer | undefined;
let opened: OpenedFront | undefined;

async function open({ model, face }: Extract<ToWorker, { type: "open" }>): Promise<void> {
  const tally = createTally();
  const engine = await openLocalEngine(model, {
    threads: model.threads,
    onBatch: (rows, milliseconds) => countRun(tally, "", rows, milliseconds / 1000),
  });
  if ("socket" in face) await offerEngine(engine, face.socket);
  else {
    opened = await openFront(engine, face, tally);
    server = await createWorkerServer(opened.front);
  }
  tell({ type: "ready", facts: engine.facts });
}

async function drain(): Promise<void> {
  await server?.drain();
  await opened?.close();
  process.exit(0);
}

function tell(message: ToHost): void {
  process.send?.(message);
}

process.on("message", (message: ToWorker, socket: Socket | undefined) => {
  if (message.type === "connection") {
    if (socket === undefined) return; // it was closed on its way
    if (server === undefined) socket.destroy();
    else server.take(socket);
  } else if (message.type === "ping") tell({ type: "pong" });
  else if (message.type === "drain")
    void drain(); // ends the process
  else
    open(message).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      tell({ type: "failed", message: error instanceof OnnxFault ? why : `it cannot be opened: ${why}` });
      setTimeout(() => process.exit(2), 50);
    });
});
process.on("disconnect", () => process.exit(0));
// the terminal sends its Ctrl+C to all of us; our parent says when to end
process.on("SIGINT", () => undefined);
