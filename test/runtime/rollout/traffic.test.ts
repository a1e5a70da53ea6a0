import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quantileOf } from "../../../src/core/monitors/sketch/numberSketch";
import { createTraffic, type Traffic, trafficDoc } from "../../../src/core/monitors/sketch/traffic";
import { createLog } from "../../../src/runtime/kernel/log";
import { deploymentFolder } from "../../../src/runtime/rollout/gateway/folder";
import { openTraffic } from "../../../src/runtime/rollout/gateway/traffic/keptTraffic";
import { createTrafficCounter } from "../../../src/runtime/rollout/gateway/traffic/trafficCounter";
import { readTraffic } from "../../../src/runtime/rollout/readTraffic";
import type { ModelFacts, Outcome, Tensor } from "../../../src/runtime/serving/serving";
import { temporaryFolder } from "../kernel/temporary";

const facts: ModelFacts = {
  name: "churn",
  version: "1",
  inputs: [{ name: "X", type: "float32", shape: [undefined, 2] }],
  outputs: [
    { name: "label", type: "int64", shape: [undefined], wasMap: false },
    { name: "odds", type: "float32", shape: [undefined, 2], wasMap: false },
  ],
  classes: [0, 1],
  prediction: 0,
  probabilities: 1,
  columns: ["age", "income"].map((name) => ({ name, type: "double", required: true })),
};
const tensor = (type: Tensor["type"], dims: number[], data: Tensor["data"]): Tensor => ({ type, dims, data });

function outcome(rows: readonly (readonly number[])[], code = 200): Outcome {
  const engine = { facts, run: async () => [], close: async () => undefined };
  const outputs = [
    tensor(
      "int64",
      [rows.length],
      BigInt64Array.from(rows, (_, i) => BigInt(i % 2)),
    ),
    tensor("float32", [rows.length, 2], Float32Array.from(rows.flatMap(() => [0.25, 0.75]))),
  ];
  return {
    requestId: "r",
    face: "predict",
    code,
    milliseconds: 2,
    choice: { variant: { name: "a", engine } },
    read: undefined,
    ask: {
      rows: rows.length,
      form: undefined,
      inputs: [tensor("float32", [rows.length, 2], Float32Array.from(rows.flat()))],
    },
    outputs: code === 200 ? outputs : undefined,
    why: undefined,
  } as unknown as Outcome;
}
const numbersOf = ({ columns }: Traffic, name: string) => {
  const found = columns.get(name);
  assert.ok(found?.kind === "number", name);
  return found.numbers;
};

describe("what a deployment counts of what goes by", () => {
  it("is each column of each row, what was predicted, and how it went", () => {
    const counter = createTrafficCounter(0, []);
    for (let i = 0; i < 3000; i++) counter.add(outcome([[i, i / 2]]));
    counter.add(
      outcome([
        [1, Number.NaN],
        [2, 3],
      ]),
    );
    counter.add(outcome([[7, 7]], 500));
    const traffic = counter.take(60_000);
    assert.deepEqual([traffic.requests, traffic.errors, traffic.rows], [3002, 1, 3002]);
    const age = numbersOf(traffic, "age");
    assert.deepEqual([age.n, age.min, age.max, age.sum], [3002, 0, 2999, (2999 * 3000) / 2 + 3]);
    assert.deepEqual([numbersOf(traffic, "income").missing, numbersOf(traffic, "prediction").n], [1, 3002]);
    assert.equal(quantileOf(numbersOf(traffic, "probability_1"), 0.5), 0.75);
    assert.equal(quantileOf(traffic.latency, 0.95), 2);
    assert.equal(counter.take(120_000).requests, 0);
  });

  it("is the first columns of a wide table, in as little memory", () => {
    const width = 150_528;
    const wide: ModelFacts = {
      ...facts,
      inputs: [{ name: "X", type: "float32", shape: [undefined, width] }],
      columns: [],
    };
    const counter = createTrafficCounter(0, []);
    const before = process.memoryUsage().arrayBuffers;
    const data = new Float32Array(2 * width);
    for (let i = 0; i < data.length; i++) data[i] = i < width ? i : -(i - width);
    const asked = outcome([[0], [0]]);
    const engine = { ...asked.choice?.variant.engine, facts: wide };
    const ask = { ...asked.ask, inputs: [tensor("float32", [2, width], data)] };
    counter.add({ ...asked, ask, choice: { variant: { name: "a", engine } } } as unknown as Outcome);
    assert.ok(process.memoryUsage().arrayBuffers - before < 20e6);
    const { columns } = counter.take(1);
    const counted = [...columns.keys()].filter((name) => !/prediction|probability/.test(name));
    assert.equal(counted.length, 300);
    const last = numbersOf({ columns } as Traffic, counted[299] as string);
    assert.deepEqual([last.n, last.min, last.max], [2, -299, 299]);
  });

  it("goes on after a request that cannot be counted", async () => {
    const folder = deploymentFolder(temporaryFolder(), "churn");
    const said: string[] = [];
    const traffic = openTraffic(
      folder,
      () => [],
      createLog((line) => void said.push(line)),
    );
    traffic.watch(true);
    const broken = { ...outcome([[1, 1]]), outputs: [{}] } as unknown as Outcome;
    traffic.add(broken);
    traffic.add(broken);
    traffic.add(outcome([[2, 2]]));
    await traffic.close();
    assert.equal(said.filter((line) => line.includes("traffic is not counted")).length, 1);
    assert.equal((await readTraffic(folder.path, { from: 0, to: Date.now() + 60_000 }))?.requests, 3);
  });

  it("is nothing of columns that are not to be written down", () => {
    const counter = createTrafficCounter(0, ["income"]);
    counter.add(outcome([[1, 2]]));
    assert.deepEqual([...counter.take(1).columns.keys()], ["age", "prediction", "probability_0", "probability_1"]);
  });

  it("goes into files while somebody watches, also when the process starts again", async () => {
    const home = temporaryFolder();
    const folder = deploymentFolder(home, "churn");
    const log = createLog((line) => assert.fail(line), "warn");
    const open = () => openTraffic(folder, () => [], log);
    const all = { from: 0, to: Date.now() + 60_000 };
    const first = open();
    first.add(outcome([[1, 1]]));
    await first.flush();
    assert.equal(await readTraffic(folder.path, all), undefined);
    first.watch(true);
    first.add(outcome([[2, 2]]));
    await first.close();
    const second = open();
    second.add(outcome([[3, 3]]));
    await second.flush();
    assert.equal((await readTraffic(folder.path, all))?.requests, 2);
    second.watch(false);
    second.add(outcome([[4, 4]]));
    await second.close();
    const third = open();
    third.add(outcome([[5, 5]]));
    await third.close();
    assert.equal((await readTraffic(folder.path, all))?.requests, 2);
  });

  it("is put together to ten minutes once its hour is over, and loses nothing by it", async () => {
    const home = temporaryFolder();
    const folder = deploymentFolder(home, "churn");
    const place = join(folder.path, "traffic");
    mkdirSync(place, { recursive: true });
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000;
    const lines = Array.from({ length: 60 }, (_, i) => {
      const traffic = createTraffic(hour + i * 60_000, hour + (i + 1) * 60_000);
      traffic.requests = i + 1;
      return JSON.stringify(trafficDoc(traffic));
    });
    const name = new Date(hour).toISOString().slice(0, 13);
    writeFileSync(join(place, `${name}.jsonl`), `${lines.join("\n")}\n{"torn`);
    writeFileSync(join(place, "2020-01-01T00.done.jsonl"), "{}\n");
    const tenMinutes = { from: hour + 600_000, to: hour + 1_200_000 };
    const before = await readTraffic(folder.path, tenMinutes);
    folder.write("watched.json", {});
    const traffic = openTraffic(
      folder,
      () => [],
      createLog(() => undefined),
    );
    traffic.add(outcome([[1, 1]]));
    await traffic.close();
    assert.deepEqual(
      readdirSync(place).filter((each) => each.startsWith(name) || each.startsWith("2020")),
      [`${name}.done.jsonl`],
    );
    const after = await readTraffic(folder.path, tenMinutes);
    assert.equal(after?.requests, before?.requests);
    assert.equal(after?.requests, (20 * 21) / 2 - (10 * 11) / 2);
    assert.equal((await readTraffic(folder.path, { from: hour, to: hour + 3_600_000 }))?.requests, 1830);
  });

  /** A folder with an hour that is over, of 60 requests; whoever counts next puts it together. */
  const withHour = () => {
    const folder = deploymentFolder(temporaryFolder(), "churn");
    const place = join(folder.path, "traffic");
    mkdirSync(place, { recursive: true });
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000;
    const name = new Date(hour).toISOString().slice(0, 13);
    const lines = Array.from({ length: 60 }, (_, i) => {
      const traffic = createTraffic(hour + i * 60_000, hour + (i + 1) * 60_000);
      traffic.requests = 1;
      return `${JSON.stringify(trafficDoc(traffic))}\n`;
    });
    folder.write("watched.json", {});
    const count = async () => {
      const traffic = openTraffic(
        folder,
        () => [],
        createLog(() => undefined),
      );
      traffic.add(outcome([[1, 1]]));
      await traffic.close();
    };
    const requests = async () => (await readTraffic(folder.path, { from: hour, to: hour + 3_600_000 }))?.requests;
    return { place, name, text: lines.join(""), count, requests };
  };

  it("is neither lost nor counted twice wherever a process dies while it puts an hour together", async () => {
    const { place, name, text, count, requests } = withHour();
    writeFileSync(join(place, `${name}.jsonl`), text);
    await count();
    const done = readFileSync(join(place, `${name}.done.jsonl`), "utf8");
    // it was put together, and had not its new name yet
    rmSync(join(place, `${name}.done.jsonl`));
    writeFileSync(join(place, `${name}.jsonl`), done);
    writeFileSync(join(place, `${name}.jsonl.part`), done.slice(0, 99));
    assert.equal(await requests(), 60);
    await count();
    assert.equal(await requests(), 60);
    assert.ok(!readdirSync(place).includes(`${name}.jsonl`));
    // another process had lines of that hour
    writeFileSync(join(place, `${name}.jsonl`), text);
    await count();
    assert.equal(await requests(), 120);
  });

  it("is read whole while an hour gets its other name", async () => {
    const { place, name, text, requests } = withHour();
    const [path, done] = [join(place, `${name}.jsonl`), join(place, `${name}.done.jsonl`)];
    writeFileSync(path, text);
    // the list names the newest hours first: meanwhile this one moves
    const next = join(place, `${new Date(Date.parse(`${name}:00:00Z`) + 3_600_000).toISOString().slice(0, 13)}.jsonl`);
    writeFileSync(next, "{}\n");
    const reading = requests();
    renameSync(path, done);
    assert.equal(await reading, 60);
  });

  it("goes on in a line of its own where a process died in the middle of one", async () => {
    const { place, count } = withHour();
    const path = join(place, `${new Date().toISOString().slice(0, 13)}.jsonl`);
    writeFileSync(path, '{"from":1,"to":');
    await count();
    const lines = readFileSync(path, "utf8").trim().split("\n");
    assert.equal((JSON.parse(lines.at(-1) ?? "") as { requests: number }).requests, 1);
  });
});
