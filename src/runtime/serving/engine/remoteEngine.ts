import { connect, type Socket } from "node:net";
import type { ModelFacts } from "../modelFacts";
import { Refusal } from "../refusal";
import type { Tensor } from "../tensors";
import type { Engine } from "./engine";
import { corked } from "./engineSocket";
import { createFrameReader, type Frame } from "./frames";

interface Pending {
  readonly id: number;
  readonly inputs: readonly Tensor[];
  readonly rows: number;
  readonly since: number;
  /** It was under way when a process died: it may be what killed it. */
  wasLost: boolean;
  done(outputs: readonly Tensor[]): void;
  fail(why: Refusal): void;
}

export interface RemoteOptions {
  readonly facts: ModelFacts;
  /** Milliseconds after which a model that says nothing counts as hanging. */
  readonly longest: number;
  /** It hangs: somebody has to end its process. */
  onHang(): void;
}

/** An engine whose model runs in another process, which may die and come back. */
export interface RemoteEngine extends Engine {
  /** To the process that answers from now on. */
  attach(path: string): void;
}

/** Milliseconds for which requests wait for a process that is being started again. */
const patience = 3000;

export function createRemoteEngine({ facts, longest, onHang }: RemoteOptions): RemoteEngine {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let socket: Socket | undefined;
  let send: ((frame: Frame) => void) | undefined;
  let isClosed = false;
  /** When the process last gave an answer, or began. */
  let heard = 0;
  /** When it could first be asked. */
  let began = 0;

  const away = () => new Refusal(503, `The model ${facts.name} version ${facts.version} is being started again`, 1);
  const ask = ({ id, inputs, rows }: Pending) => send?.({ id, code: rows, tensors: inputs, message: "" });
  const take = ({ id, code, tensors, message }: Frame) => {
    heard = performance.now();
    const asked = pending.get(id);
    pending.delete(id);
    if (code === 0) asked?.done(tensors);
    else asked?.fail(new Refusal(code, message));
  };
  const lose = () => {
    socket = undefined;
    send = undefined;
    for (const asked of pending.values()) {
      if (!asked.wasLost && !isClosed) asked.wasLost = true;
      else {
        pending.delete(asked.id);
        asked.fail(away());
      }
    }
  };
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const asked of pending.values()) {
      if (send === undefined ? now - asked.since < patience : now - Math.max(asked.since, began) < longest) continue;
      pending.delete(asked.id);
      asked.fail(send === undefined ? away() : new Refusal(504, `The model gave no answer within ${longest / 1000} s`));
      // one that answers others is busy, and would be no quicker for a new start
      if (send !== undefined && now - heard >= longest) onHang();
    }
  }, 100);
  sweep.unref();

  return {
    facts,
    attach(path) {
      const next = connect(path);
      socket = next;
      next.on("error", () => next.destroy()); // "close" follows
      next.on("close", () => {
        if (socket === next) lose();
      });
      next.on("data", createFrameReader(take));
      next.once("connect", () => {
        if (socket !== next) return;
        send = corked(next);
        heard = began = performance.now();
        for (const asked of pending.values()) ask(asked);
      });
    },
    run(inputs, rows) {
      if (isClosed) return Promise.reject(away());
      return new Promise((done, fail) => {
        lastId = (lastId + 1) >>> 0;
        const id = lastId;
        const asked: Pending = { id, inputs, rows, since: performance.now(), wasLost: false, done, fail };
        pending.set(id, asked);
        ask(asked);
      });
    },
    async close() {
      isClosed = true;
      clearInterval(sweep);
      socket?.destroy();
      lose();
    },
  };
}
