import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Bounds } from "../../../src/core/monitors/windows";
import type { Kernel } from "../../../src/runtime/kernel/kernel";
import { createStore } from "../../../src/runtime/kernel/store/durableStore";
import { createMemoryKernel } from "../../../src/runtime/main";
import {
  createMonitoring,
  type Monitoring,
  type MonitoringParts,
  type Seen,
} from "../../../src/runtime/monitoring/monitoring";
import { ApiError } from "../../../src/shared/apiError";
import type { Alert } from "../../../src/shared/monitors";
import { until } from "../../vscode/until";
import { temporaryFolder } from "../kernel/temporary";

const minute = 60_000;
const start = Date.parse("2026-11-22T09:00:30Z");

/** Monitors of a workspace whose clock and windows are the test's. */
function monitored(text: string, kernelOf: (workspace: string) => Kernel = createMemoryKernel) {
  const workspace = temporaryFolder();
  const file = join(workspace, "tidemark.yaml");
  writeFileSync(file, text);
  const kernel = kernelOf(workspace);
  const world = {
    now: start,
    drifted: 0,
    looked: [] as [string, Bounds][],
    told: [] as Alert[],
    events: [] as object[],
    see: (_name: string): Seen | undefined => seen(world.drifted),
  };
  kernel.events.listen((change) => world.events.push(change));
  const open = (other: Partial<MonitoringParts> = {}): Monitoring =>
    createMonitoring(
      { ...kernel, clock: { now: () => world.now } },
      {
        look: async ({ name }, bounds) => {
          world.looked.push([name, bounds]);
          return world.see(name);
        },
        deliver: async (_monitor, alert) => {
          world.told.push(alert);
        },
        ...other,
      },
    );
  return { ...world, world, open, file, kernel };
}

function seen(drifted: number): Seen {
  return {
    rows: 100,
    findings: { drift: { drifted, tested: 4 } },
    scores: { age: 0.1 * drifted },
    figures: {},
    drift: undefined,
  };
}
const sliding = "monitors:\n  churn: {deployment: churn, reference: r.csv, window: 1h, every: 10m}\n";

describe("monitors in the runtime", () => {
  it("look when it is time, and say what they found", async () => {
    const { world, open } = monitored(sliding);
    const monitoring = open();
    assert.deepEqual(
      monitoring.list().monitors.map(({ health, says }) => [health, says]),
      [["unknown", "not looked at yet"]],
    );
    await monitoring.look();
    world.now += minute;
    await monitoring.look(); // not yet
    world.now = Date.parse("2026-11-22T09:10:00Z");
    world.drifted = 1;
    await monitoring.look();
    assert.deepEqual(world.looked, [
      ["churn", { from: start - 60 * minute, to: start }],
      ["churn", { from: world.now - 60 * minute, to: world.now }],
    ]);
    const [state] = monitoring.list().monitors;
    assert.equal(state?.health, "warning");
    assert.equal(state?.says, "1 of 4 columns drifted");
    assert.equal(state?.nextAt, world.now + 10 * minute);
    const { windows } = await monitoring.document("churn");
    assert.deepEqual(
      windows.map(({ id, drifted, limit }) => [id, drifted, limit]),
      [
        ["20261122T090030Z", 0, 2],
        ["20261122T091000Z", 1, 2],
      ],
    );
    assert.ok(world.events.some((each) => "kind" in each && each.kind === "monitor"));
  });

  it("alert once when it gets bad, until that is acknowledged and after", async () => {
    const { world, open } = monitored(sliding);
    const monitoring = open();
    for (const drifted of [0, 2, 3, 0, 2]) {
      world.drifted = drifted;
      await monitoring.look();
      world.now += 10 * minute;
    }
    assert.deepEqual(
      world.told.map(({ says }) => says),
      ["2 of 4 columns drifted"],
    );
    const [alert] = monitoring.alerts();
    assert.equal(monitoring.list().monitors[0]?.open, 1);
    await monitoring.acknowledge(alert?.id ?? "");
    assert.equal(monitoring.list().monitors[0]?.open, 0);
    assert.equal(monitoring.alerts()[0]?.acknowledged, true);
    await assert.rejects(monitoring.acknowledge("none"), /Alert 'none' does not exist/);
  });

  it("tell at the next start what the end of the process kept them from telling, once", async () => {
    const { world, open } = monitored(
      sliding.replace("every: 10m", 'every: 10m, alert: {webhook: "http://localhost/"}'),
    );
    world.drifted = 2;
    const killed = open({ deliver: () => new Promise(() => undefined) });
    await killed.look();
    const [alert] = killed.alerts();
    const second = open();
    second.start();
    await second.close();
    assert.deepEqual(world.told, [alert]);
    const third = open();
    third.start();
    await third.close();
    assert.equal(world.told.length, 1);
  });

  it("do not tell later what somebody acknowledged meanwhile", async () => {
    const { world, open } = monitored(sliding.replace("every: 10m", "every: 10m, alert: {command: ./tell.sh}"));
    world.drifted = 2;
    const killed = open({ deliver: () => new Promise(() => undefined) });
    await killed.look();
    assert.equal(killed.history.untold().length, 1);
    await killed.acknowledge(killed.alerts()[0]?.id ?? "");
    const second = open();
    second.start();
    await second.close();
    assert.deepEqual([world.told, second.history.untold()], [[], []]);
  });

  it("say why a window could not be looked at, once, while the others go on", async () => {
    const { world, open } = monitored(`${sliding}  other: {data: a.csv, reference: b.csv, every: 10m}\n`);
    const monitoring = open();
    world.see = (name) => {
      if (name === "churn") throw new ApiError("INVALID_PARAMETER_VALUE", "reference: r.csv: there is no such file");
      return seen(0);
    };
    await monitoring.look();
    world.now += 10 * minute;
    await monitoring.look();
    const [churn, other] = monitoring.list().monitors;
    assert.deepEqual([churn?.health, churn?.fault], ["unknown", "reference: r.csv: there is no such file"]);
    assert.equal(other?.health, "healthy");
    assert.equal((await monitoring.document("churn")).windows.length, 1);
    assert.equal((await monitoring.document("other")).windows.length, 2);
    world.see = () => seen(0);
    await monitoring.check("churn");
    assert.equal(monitoring.list().monitors[0]?.fault, undefined);
  });

  it("look again at the same rows without a window of their own for each look", async () => {
    const { world, open } = monitored(sliding);
    const monitoring = open();
    world.see = () => ({ ...seen(2), from: start - minute });
    for (let i = 0; i < 4; i++) {
      await monitoring.look();
      world.now += 10 * minute;
    }
    const { windows } = await monitoring.document("churn");
    assert.deepEqual(
      windows.map(({ from, to }) => [from, to]),
      [[start - minute, Date.parse("2026-11-22T09:30:30Z")]],
    );
    world.see = () => ({ ...seen(3), from: start });
    await monitoring.look();
    assert.equal((await monitoring.document("churn")).windows.length, 2);
  });

  it("make up for windows that follow each other and were missed", async () => {
    const { world, open } = monitored(
      "monitors:\n  churn: {deployment: churn, reference: r.csv, window: 10m, kind: tumbling}\n",
    );
    const monitoring = open();
    await monitoring.look();
    world.now += 10 * minute;
    await monitoring.look();
    world.now += 31 * minute;
    await monitoring.look();
    const { windows } = await monitoring.document("churn");
    assert.deepEqual(
      windows.map(({ id }) => id),
      ["20261122T091000Z", "20261122T092000Z", "20261122T093000Z", "20261122T094000Z"],
    );
    for (const [i, { from }] of windows.entries()) if (i > 0) assert.equal(from, windows[i - 1]?.to);
  });

  it("go by the file as it is now, and by what it said last while it does not read", async () => {
    const { open, file } = monitored(sliding);
    const monitoring = open();
    await monitoring.look();
    writeFileSync(file, "monitors:\n  churn: [\n");
    assert.deepEqual(
      monitoring.list().monitors.map(({ name }) => name),
      ["churn"],
    );
    assert.match(monitoring.list().faults[0] ?? "", /^tidemark\.yaml:2: /);
    writeFileSync(file, `${sliding}  slip: {data: a.csv, referense: b.csv}\n`);
    assert.deepEqual(
      monitoring.list().monitors.map(({ name }) => name),
      ["churn"],
    );
    assert.deepEqual(monitoring.list().faults, [
      "tidemark.yaml:3: monitors.slip: unknown key 'referense'. Did you mean 'reference'?",
    ]);
    await assert.rejects(monitoring.check("slip"), /^ApiError: tidemark.yaml:3: monitors\.slip: unknown key/);
    await assert.rejects(monitoring.check("chrn"), /Monitor 'chrn' \(Did you mean 'churn'\?\) does not exist/);
    rmSync(file);
    assert.deepEqual(monitoring.list(), { monitors: [], faults: [] });
  });

  it("keep what they found through the end of the process", async () => {
    const stores: Kernel["store"][] = [];
    const log = createMemoryKernel(temporaryFolder()).log;
    const { world, open, kernel } = monitored(sliding);
    const home = join(kernel.places.home);
    const openAgain = async () => {
      const store = await createStore({ home, log, views: [] });
      stores.push(store);
      Object.assign(kernel, { store });
      return open();
    };
    const first = await openAgain();
    for (let i = 0; i < 5; i++) {
      world.drifted = i;
      await first.look();
      world.now += 10 * minute;
    }
    const before = await first.document("churn");
    await stores[0]?.close();
    const second = await openAgain();
    const after = await second.document("churn");
    assert.deepEqual(after.windows, before.windows);
    assert.deepEqual(after.alerts, before.alerts);
    assert.equal(after.windows.length, 5);
    await second.look();
    assert.equal((await second.document("churn")).windows.length, 6);
    await stores[1]?.close();
  });

  it("thin out old windows, but none that failed", async () => {
    const { world, open } = monitored("monitors:\n  churn: {deployment: churn, reference: r.csv, every: 10s}\n");
    const monitoring = open();
    for (let i = 0; i < 3010; i++) {
      world.drifted = i % 500 === 0 ? 4 : 0;
      await monitoring.look();
      world.now += 10_000;
    }
    const windows = monitoring.history.windows("churn");
    assert.ok(windows.length < 3000 && windows.length > 2000, `${windows.length} windows`);
    assert.equal(windows.filter(({ health }) => health === "failing").length, 7);
    assert.equal(windows.at(-1)?.to, world.now - 10_000);
  });

  it("are looked at while another one, or the gateway of another one, does not come to an end", async () => {
    const { world, open } = monitored(`${sliding}  other: {data: a.csv, reference: b.csv, every: 10m}\n`);
    const never = new Promise<never>(() => undefined);
    const monitoring = open({
      lookEvery: 5,
      watch: () => never,
      look: async ({ name }) => (name === "churn" ? never : seen(0)),
    });
    monitoring.start();
    const windows = async () => (await monitoring.document("other")).windows.length;
    try {
      for (const wanted of [1, 2, 3]) {
        await until(async () => ((await windows()) === wanted ? true : undefined), `window ${wanted} of the other`);
        world.now += 10 * minute;
      }
      assert.equal(monitoring.list().monitors[0]?.says, "not looked at yet");
    } finally {
      world.now = start;
      void monitoring.close();
    }
  });
});
