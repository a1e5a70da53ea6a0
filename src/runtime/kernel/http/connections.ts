import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Who is connected. Idle connections are welcome until there are so many that a busy one could not come in:
 * then the one that has been idle longest goes.
 */
export interface Connections {
  readonly count: number;
  /** Those with a request under way. */
  readonly busy: number;
  opened(socket: Socket): void;
  begin(socket: Socket, response: ServerResponse): void;
  end(socket: Socket): void;
  /** Nothing moved on it for a while: closes it unless it is we who keep it waiting. */
  quiet(socket: Socket): void;
  /** Resolves when no request is under way, or after `patience` ms. */
  settle(patience: number): Promise<void>;
  closeAll(): void;
}

export function createConnections(most = mostConnections()): Connections {
  const idle = new Set<Socket>();
  const busy = new Map<Socket, ServerResponse>();
  let settled: (() => void) | undefined;
  const end = (socket: Socket) => {
    if (busy.delete(socket) && !socket.destroyed) idle.add(socket);
    if (busy.size === 0) settled?.();
  };
  return {
    get count() {
      return idle.size + busy.size;
    },
    get busy() {
      return busy.size;
    },
    opened(socket) {
      idle.add(socket);
      socket.once("close", () => {
        idle.delete(socket);
        if (busy.delete(socket) && busy.size === 0) settled?.();
      });
      if (idle.size + busy.size <= most) return;
      const [longest] = idle;
      longest?.destroy();
      if (longest) idle.delete(longest);
    },
    begin(socket, response) {
      idle.delete(socket);
      busy.set(socket, response);
    },
    end,
    quiet(socket) {
      const response = busy.get(socket);
      const isOurTurn = response?.req.complete && !response.headersSent;
      if (!isOurTurn) socket.destroy();
    },
    async settle(patience) {
      if (busy.size === 0) return;
      await new Promise<void>((resolve) => {
        settled = resolve;
        setTimeout(resolve, patience).unref();
      });
    },
    closeAll() {
      for (const socket of [...idle, ...busy.keys()]) socket.destroy();
    },
  };
}

/** Three quarters of the files this process may open: the store needs some, too. */
function mostConnections(): number {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return Math.floor(Number(limit ?? 8192) * 0.75);
  } catch {
    return 6144; // no /proc: node has raised the limit as far as the system lets it
  }
}
