import { connect } from "node:net";

/** A keep-alive client that costs next to nothing: bytes out, replies counted by their Content-Length. */
export interface Load {
  readonly url: string;
  readonly token: string;
  readonly method: string;
  readonly path: string;
  /** The n-th request's body. */
  body(n: number): string;
  readonly connections: number;
  readonly requests: number;
}

export interface Outcome {
  readonly seconds: number;
  /** Milliseconds, sorted. */
  readonly latencies: Float64Array;
  readonly failed: number;
}

export async function run(load: Load): Promise<Outcome> {
  const latencies = new Float64Array(load.requests);
  let next = 0;
  let failed = 0;
  const began = performance.now();
  const { hostname, port, host } = new URL(load.url);
  const head = `${load.method} ${load.path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${load.token}\r\nuser-agent: bench\r\naccept: */*\r\ncontent-type: application/json\r\ncontent-length: `;

  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname).setNoDelay(true);
      let mine = 0;
      let sent = 0;
      let text = "";
      const send = () => {
        if (next >= load.requests) return void socket.end();
        mine = next++;
        const body = load.body(mine);
        sent = performance.now();
        socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
      };
      socket.setEncoding("latin1").on("data", (part) => {
        text += String(part);
        const end = text.indexOf("\r\n\r\n");
        if (end < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
        if (text.length < end + 4 + length) return;
        if (!text.startsWith("HTTP/1.1 200")) failed++;
        text = "";
        latencies[mine] = performance.now() - sent;
        send();
      });
      socket.on("connect", send).on("close", resolve).on("error", reject);
    });
  await Promise.all(Array.from({ length: load.connections }, one));
  return { seconds: (performance.now() - began) / 1000, latencies: latencies.sort(), failed };
}

export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
