// What a prediction over HTTP costs at least: `node bare.js MODEL PORT` parses a body, runs it in the same micro-batches as
// `tidemark serve` does and writes the answer. It checks, counts, logs and routes nothing.
import { createServer } from "node:http";
import { openLocalEngine } from "../../../src/runtime/serving/engine/localEngine";
import type { Tensor } from "../../../src/runtime/serving/tensors";

async function main([model = "", port = "0"]: readonly string[]): Promise<void> {
  const engine = await openLocalEngine({ path: model, name: "bare", version: "1" });
  const server = createServer({ keepAliveTimeout: 75_000 }, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { features } = JSON.parse(Buffer.concat(chunks).toString()) as { features: number[] };
      const input: Tensor = { type: "float32", dims: [1, features.length], data: Float32Array.from(features) };
      void engine.run([input], 1).then(([label, odds]) => {
        const body = JSON.stringify({
          prediction: Number(label?.data[0]),
          probabilities: Array.from(odds?.data as Float32Array),
        });
        response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
        response.end(body);
      });
    });
  });
  server.listen(Number(port), "127.0.0.1");
}

void main(process.argv.slice(2));
