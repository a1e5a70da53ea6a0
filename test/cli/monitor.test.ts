import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryWorkspace, tidemark, type Up, up } from "./command";

describe("monitors on the command line", () => {
  const workspace = temporaryWorkspace();
  const shared = join(workspace.path, "tidemark.yaml");
  const ask = (...words: string[]) => tidemark(workspace.path, "monitor", ...words);
  const table = (name: string, shift: number) => {
    const lines = Array.from({ length: 300 }, (_, i) => `${(i * 37) % 101},${((i * 53) % 89) + shift}`);
    writeFileSync(join(workspace.path, name), `age,income\n${lines.join("\n")}\n`);
  };
  let runtime: Up;
  before(async () => {
    table("old.csv", 0);
    table("new.csv", 0);
    runtime = await up(workspace.path);
  });
  afterEach(() => rmSync(shared, { force: true }));
  after(async () => {
    await runtime.stop();
    workspace.remove();
  });

  it("writes one into tidemark.yaml, and leaves what else stands there", async () => {
    const before = "# ours\nregistry: {serve: any} # all of them\n";
    writeFileSync(shared, before);
    const { code, stdout } = await ask("init", "new.csv", "--reference", "old.csv", "--every", "1h", "--drifted", "1");
    assert.equal(code, 0);
    assert.equal(stdout, "tidemark.yaml: monitor new of new.csv against old.csv\n");
    assert.equal(
      readFileSync(shared, "utf8"),
      `${before}monitors:\n  new:\n    data: new.csv\n    reference: old.csv\n    every: 1h\n    alert:\n      drifted: 1\n`,
    );
    const again = await ask("init", "new.csv", "--reference", "old.csv");
    assert.deepEqual(
      [again.code, again.stderr],
      [2, "tidemark: tidemark.yaml has a monitor 'new' already: --name gives this one another name\n"],
    );
  });

  it("refuses to write what nobody could look at, in one line", async () => {
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["init", "nothing"], /^tidemark: nothing: neither a file nor a deployment; there are no deployments\n$/],
      [["init", "new.csv"], /^tidemark: --reference: name what new\.csv is compared with, as new\.csv@HEAD\n$/],
      [
        ["init", "new.csv", "--reference", "old.csv", "--every", "soon"],
        /^tidemark: --every: expected a time as .*got 'soon'\n$/,
      ],
      [
        ["init", "new.csv", "--reference", "old.csv", "--window", "1h"],
        /^tidemark: --window: a table is looked at as a whole/,
      ],
    ];
    for (const [words, says] of cases) {
      const { code, stderr } = await ask(...words);
      assert.equal(code, 2);
      assert.match(stderr, says);
    }
    assert.throws(() => readFileSync(shared));
  });

  it("looks when it is asked to, and fails only where that was asked for", async () => {
    await ask("init", "new.csv", "--reference", "old.csv", "--name", "rows", "--drifted", "1");
    const calm = await ask("check", "rows", "--fail-on-alert");
    assert.deepEqual([calm.code, calm.stdout.split("\n")[0]], [0, "rows: healthy, no drift in 2 columns"]);
    table("new.csv", 500);
    assert.equal((await ask("check", "rows")).code, 0);
    const { code, stdout } = await ask("check", "rows", "--fail-on-alert", "--json");
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { says: string }).says, "1 of 2 columns drifted");
    const { windows } = JSON.parse((await ask("history", "rows", "--json")).stdout) as {
      windows: { health: string }[];
    };
    // the runtime may have looked by itself in between
    assert.deepEqual([windows[0]?.health, windows.at(-1)?.health], ["failing", "healthy"]);
    const status = await ask("status", "rows");
    assert.match(status.stdout, /^rows \(new\.csv\): failing, 1 of 2 columns drifted\n/);
    assert.match(status.stdout, /income\tnum\tks\t/);
    assert.match((await ask("list")).stdout, /^rows\tfailing\tnew\.csv\t1 of 2 columns drifted\t/m);
  });

  it("tells Prometheus", async () => {
    writeFileSync(shared, 'monitors:\n  "a b": {data: new.csv, reference: old.csv}\n');
    await ask("check", "a b");
    const reply = await fetch(`${runtime.url}/metrics`, { headers: { authorization: `Bearer ${runtime.token}` } });
    const text = await reply.text();
    for (const name of ["tidemark_monitor_health", "tidemark_drift_score", "tidemark_drifted_columns"])
      assert.match(text, new RegExp(`# HELP ${name} .+\n# TYPE ${name} gauge\n${name}\\{monitor="a b"`));
    assert.match(text, /^tidemark_drift_score\{monitor="a b",column="income"\} \d/m);
    assert.match(text, /^tidemark_monitor_last_run_timestamp\{monitor="a b"\} \d{10}/m);
  });

  it("names what is not there, and what of the file cannot be read", async () => {
    writeFileSync(
      shared,
      "monitors:\n  rows: {data: new.csv, reference: old.csv}\n  slip: {data: new.csv, refrence: old.csv}\n",
    );
    const missing = await ask("status", "row");
    assert.deepEqual(
      [missing.code, missing.stderr],
      [2, "tidemark: Monitor 'row' (Did you mean 'rows'?) does not exist\n"],
    );
    const slip = await ask("check", "slip");
    assert.deepEqual(
      [slip.code, slip.stderr],
      [2, "tidemark: tidemark.yaml:3: monitors.slip: unknown key 'refrence'. Did you mean 'reference'?\n"],
    );
    assert.equal(
      (await ask("list")).stderr,
      "tidemark.yaml:3: monitors.slip: unknown key 'refrence'. Did you mean 'reference'?\n",
    );
    const doctor = await tidemark(workspace.path, "doctor");
    assert.match(doctor.stdout, /line 3: monitors\.slip: unknown key/);
  });
});
