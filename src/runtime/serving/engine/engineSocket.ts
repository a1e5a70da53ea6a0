import { createServer, type Socket } from "node:net";
import { Refusal } from "../refusal";
import type { Engine } from "./engine";
import { createFrameReader, encodeFrame, type Frame } from "./frames";

/** Lets another process ask an engine of this one. Resolves once it listens. */
export function offerEngine(engine: Engine, path: string): Promise<void> {
  const server = createServer((socket) => {
    const write = corked(socket);
    socket.on("error", () => socket.destroy()); // who asked is gone
    socket.on(
      "data",
      createFrameReader((question) => {
        engine.run(question.tensors, question.code).then(
          (tensors) => write({ id: question.id, code: 0, tensors, message: "" }),
          (error: unknown) => write(refused(question.id, error)),
        );
      }),
    );
  });
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(path, done);
  });
}

function refused(id: number, error: unknown): Frame {
  const code = error instanceof Refusal ? error.status : 500;
  return { id, code, tensors: [], message: error instanceof Error ? error.message : String(error) };
}

/** What is said in one turn of the event loop goes out together. */
export function corked(socket: Socket): (frame: Frame) => void {
  let isCorked = false;
  return (frame) => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      setImmediate(() => {
        isCorked = false;
        socket.uncork();
      });
    }
    socket.write(encodeFrame(frame));
  };
}
