// A program of its own, so that making load takes nothing from the one who measures: reads its task from the command line.
// It costs little itself: requests are made beforehand, and of the answers only the end and the status are looked at.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createAnswerEnds } from "./answerEnds";
import type { Outcome, Task } from "./loadTask";

function readRequests({ file, lengths }: Task): Buffer[] {
  const bytes = readFileSync(file);
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
}

async function main(task: Task): Promise<Outcome> {
  const requests = readRequests(task);
  const latencies = new Float64Array(4_000_000);
  let count = 0;
  let failed = 0;
  const start = performance.now();
  const end = start + task.seconds * 1000;

  const work = (first: number) =>
    new Promise<void>((done, fail) => {
      const ends = createAnswerEnds();
      let next = first % requests.length;
      let sent = 0;
      const send = () => {
        sent = performance.now();
        socket.write(requests[next] as Buffer);
        next = next + 1 === requests.length ? 0 : next + 1;
      };
      const socket = connect({
        port: task.port,
        host: "127.0.0.1",
        noDelay: true,
        onread: {
          buffer: Buffer.allocUnsafe(64 * 1024),
          callback: (length, buffer) => {
            if (!ends.take(buffer as Buffer, length)) return true;
            const now = performance.now();
            if (ends.failed) failed++;
            if (count < latencies.length) latencies[count++] = now - sent;
            if (now < end) send();
            else {
              socket.destroy();
              done();
            }
            return true;
          },
        },
      });
      socket.once("connect", send);
      socket.once("error", fail);
      socket.once("close", () => fail(new Error("the server closed a connection")));
    });
  await Promise.all(Array.from({ length: task.connections }, (_, i) => work(i * 7)));
  const seconds = (performance.now() - start) / 1000;
  const sorted = latencies.subarray(0, count).sort();
  const at = (share: number) => sorted[Math.min(count - 1, Math.floor(count * share))] ?? Number.NaN;
  return { seconds, requests: count, failed, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

void main(JSON.parse(process.argv[2] ?? "{}") as Task).then((outcome) => process.stdout.write(JSON.stringify(outcome)));
