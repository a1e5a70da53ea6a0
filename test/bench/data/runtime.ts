import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { median } from "../tracking/processes";
import { less } from "../tracking/table";
import { dataContenders, type Machine } from "./contenders";
import type { Bench } from "./local";
import { makeFiles, makeProject } from "./projects";

/** The same question asked of a runtime that is up, as the editor does. */
export async function measureAsked(bench: Bench, count: number): Promise<void> {
  const root = makeProject(bench.machine, "asked");
  makeFiles(join(root, "data"), count, 4096);
  await dataContenders(bench.machine)[0].run(root, "add", "data");
  const took = await askRuntime(bench.machine, root, "/api/tidemark/v1/data?project=.");
  bench.note(`status of a running runtime: ${took.map((each) => each.toFixed(1)).join(", ")} ms`);
  bench.add(
    less(`status of ${count.toLocaleString("en")} files, of a running runtime`, "ms", median(took), undefined, {
      limit: 30,
    }),
  );
}

const times = 21;

/** Milliseconds of each of some requests, one after the other; the first, which fills what is kept, is left out. */
export async function askRuntime({ cli, env }: Machine, workspace: string, path: string): Promise<number[]> {
  const child = spawn(process.execPath, [cli, "up", "--json"], {
    cwd: workspace,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const { url, token } = await new Promise<{ url: string; token: string }>((done, fail) => {
      child.once("exit", (code) => fail(new Error(`the runtime ended with ${code}`)));
      createInterface({ input: child.stdout }).once("line", (line) => done(JSON.parse(line)));
    });
    const took: number[] = [];
    for (let i = 0; i <= times; i++) {
      const began = performance.now();
      const reply = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
      const said = await reply.text();
      if (!reply.ok) throw new Error(`${path}: ${reply.status} ${said.slice(0, 300)}`);
      if (i > 0) took.push(performance.now() - began);
    }
    return took;
  } finally {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  }
}
