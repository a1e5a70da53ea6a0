import { rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { type Store, startStore } from "../../interop/s3Store";
import { less } from "../tracking/table";
import { dataContenders } from "./contenders";
import { alternate, type Bench } from "./local";
import { makeFiles, makeProject } from "./projects";

const bucket = "bench";
const atOnce = 16;

/** Push and pull through S3's protocol on loopback, less what the endpoint itself takes for as many requests. */
export async function measureObjectStore(bench: Bench, count: number): Promise<void> {
  const store = await startStore(bench.machine.python);
  try {
    await send(store, "PUT", `/${bucket}`);
    const { put, got } = await endpointAlone(store, count);
    bench.note(`the S3 endpoint alone: ${count} PUTs ${put.toFixed(2)} s, ${count} GETs ${got.toFixed(2)} s`);
    const roots = { tidemark: makeProject(bench.machine, "s3-tidemark"), dvc: makeProject(bench.machine, "s3-dvc") };
    for (const contender of dataContenders(bench.machine)) {
      const root = roots[contender.name];
      makeFiles(join(root, "data"), count, 4096);
      await contender.run(root, "add", "data");
      await contender.run(root, "remote", "add", "-d", "store", `s3://${bucket}/first`);
      await contender.run(root, "remote", "modify", "store", "endpointurl", store.inner);
    }
    const pushed = await alternate(bench, `push ${count} files to S3`, async (contender, round) => ({
      // each time to an empty place
      prepare: () =>
        contender.run(
          roots[contender.name],
          "remote",
          "modify",
          "store",
          "url",
          `s3://${bucket}/${contender.name}-${round}`,
        ),
      cwd: roots[contender.name],
      words: ["push"],
    }));
    const pulled = await alternate(bench, `pull ${count} files from S3`, async ({ name }) => ({
      prepare: () => {
        for (const each of ["data", ".dvc/cache"]) rmSync(join(roots[name], each), { recursive: true, force: true });
      },
      cwd: roots[name],
      words: ["pull"],
    }));
    for (const [what, own, [ours, dvc]] of [
      ["push", put, pushed],
      ["pull", got, pulled],
    ] as const) {
      const left = (seconds = 0) => Math.max(0.001, seconds - own);
      const label = `${what} ${count.toLocaleString("en")} files, S3 on loopback, beyond the endpoint's ${own.toFixed(2)} s`;
      bench.add(less(label, "s", left(ours?.seconds), left(dvc?.seconds), { times: 5 }));
    }
  } finally {
    await store.stop();
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

/** As many requests as small objects, from a client that does nothing else. */
async function endpointAlone(store: Store, count: number): Promise<{ put: number; got: number }> {
  const body = Buffer.alloc(4096, 7);
  const all = async (method: string) => {
    const began = performance.now();
    const left = Array.from({ length: count }, (_, i) => `/${bucket}/alone/${i}`);
    const one = async () => {
      for (let path = left.pop(); path; path = left.pop()) await send(store, method, path, body);
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    return (performance.now() - began) / 1000;
  };
  return { put: await all("PUT"), got: await all("GET") };
}

function send({ inner }: Store, method: string, path: string, body?: Buffer): Promise<void> {
  return new Promise((done, fail) => {
    const asked = request(`${inner}${path}`, { method, agent });
    asked.on("response", (answer) => {
      answer.resume().on("end", done);
      if ((answer.statusCode ?? 500) >= 300) fail(new Error(`${method} ${path}: ${answer.statusCode}`));
    });
    asked.on("error", fail);
    asked.end(method === "PUT" ? body : undefined);
  });
}
