import { childrenOf, pssOf, rssOf } from "../tracking/processes";
import { less, more } from "../tracking/table";
import { type Bench, noteRounds } from "./bench";
import { type Contender, ourselves, peers } from "./contenders";
import { binaryRequest } from "./requests";
import { alternate, type Figures, type Side } from "./rounds";
import { type Server, startServer } from "./servers";

/** How many times as many requests as each peer, at 1, 16 and 64 connections. */
const oneRowGoals: Readonly<Partial<Record<Contender["key"], readonly number[]>>> = {
  fastapi: [4, 15, 22],
  tuned: [1.3, 4.5, 7],
  mlflow: [40, 40, 40],
  bento: [5, 5, 5],
};
const batchGoals: Readonly<Partial<Record<Contender["key"], number>>> = { fastapi: 3, mlflow: 12 };

interface Running {
  readonly contender: Contender;
  readonly server: Server;
}

/** Everybody at once, one row a request and 256, and the memory afterwards. */
export async function measureRequests(bench: Bench, parts: ReadonlySet<string>): Promise<void> {
  const { place, wanted } = bench;
  const all = [ourselves(place), ...peers(place).filter(({ key }) => wanted?.includes(key) ?? true)];
  const running: Running[] = [];
  try {
    for (const contender of all) running.push({ contender, server: await startServer(contender) });
    if (parts.has("one-row"))
      for (const [i, connections] of [1, 16, 64].entries()) await oneRow(bench, running, i, connections);
    if (parts.has("batch")) await batch(bench, running);
    if (parts.has("memory")) memory(bench, running);
  } finally {
    for (const { server } of running) await server.stop();
  }
}

async function oneRow(bench: Bench, running: readonly Running[], at: number, connections: number): Promise<void> {
  const { place, seconds, rounds, add } = bench;
  const sides = running.map(
    ({ contender: { name, one }, server }): Side => ({
      name,
      server,
      requests: place.rows.rows.slice(0, 64).map(one),
    }),
  );
  const figures = await alternate(sides, { connections, seconds, rounds }, place.scratch);
  const [own, ...others] = figures as [Figures, ...Figures[]];
  const what = `one row, ${connections} connection${connections === 1 ? "" : "s"}`;
  for (const [i, other] of others.entries()) {
    const { key, name } = (running[i + 1] as Running).contender;
    const times = oneRowGoals[key]?.[at];
    add(more(`${what}: ${name}`, "/s", own.perSecond, other.perSecond, times === undefined ? {} : { times }));
    if (connections !== 16) continue;
    add(less(`p50 at 16 connections: ${name}`, "ms", own.p50, other.p50, {}));
    add(less(`p99 at 16 connections: ${name}`, "ms", own.p99, other.p99, key === "fastapi" ? { times: 5 } : {}));
  }
  if (others.length === 0) add(more(what, "/s", own.perSecond, undefined, {}));
  noteRounds(bench, what, sides, figures);
}

async function batch(bench: Bench, running: readonly Running[]): Promise<void> {
  const { place, seconds, rounds, add } = bench;
  const { rows } = place;
  const sides: Side[] = [];
  for (const { contender, server } of running) {
    const request = contender.many(rows.rows);
    contender.checkMany(await server.ask(request));
    sides.push({ name: contender.name, server, requests: [request] });
  }
  const { server } = running[0] as Running;
  const binary = binaryRequest("forest", rows);
  checkBinary(await server.ask(binary), rows.predictions);
  sides.push({ name: "tidemark serve, V2 binary", server, requests: [binary] });
  const figures = await alternate(sides, { connections: 4, seconds, rounds }, place.scratch);
  const what = `${rows.rows.length} rows a request, 4 connections`;
  const [own, raw] = [figures[0] as Figures, figures.at(-1) as Figures];
  for (const [i, { contender }] of running.entries()) {
    if (i === 0) continue;
    const times = batchGoals[contender.key];
    const other = (figures[i] as Figures).perSecond;
    add(more(`${what}: ${contender.name}`, "/s", own.perSecond, other, times === undefined ? {} : { times }));
    if (contender.key === "fastapi")
      add(more(`the same as V2 binary, against its JSON: ${contender.name}`, "/s", raw.perSecond, other, { times: 8 }));
  }
  if (running.length === 1) {
    add(more(what, "/s", own.perSecond, undefined, {}));
    add(more("the same as V2 binary", "/s", raw.perSecond, undefined, {}));
  }
  noteRounds(bench, what, sides, figures);
}

/** The labels stand first behind the JSON, eight bytes each. */
function checkBinary(reply: string, expected: readonly number[]): void {
  const bytes = Buffer.from(reply, "latin1");
  const head = bytes.indexOf("]}") + 2;
  const labels = expected.map((_, i) => Number(bytes.readBigInt64LE(head + 8 * i)));
  if (labels.some((label, i) => label !== expected[i])) throw new Error("tidemark serve, V2 binary: wrong labels");
}

function memory({ add, note }: Bench, running: readonly Running[]): void {
  const [own, ...others] = running.map(({ server: { pid } }) => all(pid)) as [number, ...number[]];
  const first = running[0] as Running;
  const guide = others[running.findIndex(({ contender }) => contender.key === "fastapi") - 1];
  add(less("memory after this: all our processes, and FastAPI's", "MB", own, guide, { limit: 160 }));
  const [answering = 0] = childrenOf(first.server.pid);
  add(less("memory after this: our process that answers", "MB", rssOf(answering).now, undefined, {}));
  note(
    `what our processes take together, pages that they share counted once: ${pssOf(first.server.pid).toFixed(0)} MB`,
  );
  for (const [i, { contender }] of running.entries())
    if (i > 0) note(`resident memory of all processes, ${contender.name}: ${others[i - 1]?.toFixed(0)} MB`);
}

/** Resident memory of a process and its children. */
function all(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, each) => sum + rssOf(each).now, 0);
}
