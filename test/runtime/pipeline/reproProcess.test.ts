import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning } from "../../../src/runtime/kernel/processes";
import { listRuns } from "../../../src/runtime/pipeline/live/liveFiles";
import { cli, ended, start, tidemark } from "../../cli/tidemark";

/** `a` is quick, `b` waits for a file `go`, `c` needs both. */
const pipeline = `stages:
  a: {cmd: cp in a, deps: [in], outs: [a]}
  b:
    cmd: echo $$ > pid; echo half > b; while [ ! -e go ]; do sleep 0.05; done; cp in b
    deps: [in]
    outs: [b]
  c: {cmd: cat a b > c, deps: [a, b], outs: [c]}
`;

describe("a repro that is stopped", () => {
  let folder = "";
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "tidemark-repro-")));
    mkdirSync(join(folder, ".dvc"));
    writeFileSync(join(folder, ".dvc/config"), "[core]\n    no_scm = true\n");
    write({ "dvc.yaml": pipeline, in: "1\n" });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  };
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const until = async (is: () => boolean) => {
    while (!is()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  /** A repro that has come to `b`, and the process of `b`. */
  const begun = async () => {
    const child = start(cli, ["repro", "--no-track"], folder);
    const end = ended(child);
    await until(() => existsSync(join(folder, "pid")) && /\d+\n/.test(read("pid")));
    return { child, end, pid: Number(read("pid")) };
  };
  const finish = async () => {
    write({ go: "" });
    const { out, code } = await tidemark(folder, "repro", "--no-track");
    assert.equal(code, 0, out);
    assert.match(out, /a +unchanged/);
    assert.match(out, /b +done/);
    assert.equal(read("c"), "1\n1\n");
    const again = await tidemark(folder, "repro", "--no-track");
    assert.match(again.out, /up to date/);
  };

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    it(`by ${signal} stops what runs, and the lock has what was done`, async () => {
      const { child, end, pid } = await begun();
      child.kill(signal);
      const said = await end;
      assert.equal(said.code, code, said.out + said.err);
      assert.equal(isRunning(pid), false);
      assert.match(said.out, /Stopped: 1 ran, 1 failed, 1 skipped/);
      assert.match(read("dvc.lock"), /^ {2}a:/m);
      assert.doesNotMatch(read("dvc.lock"), /^ {2}b:/m);
      assert.equal(listRuns(folder)[0]?.events.at(-1)?.type, "end");
      await finish();
    });

  it("by kill -9 leaves nothing that runs on, and goes on where it was", async () => {
    const { child, end, pid } = await begun();
    child.kill("SIGKILL");
    await end;
    await until(() => !isRunning(pid));
    assert.match(read("dvc.lock"), /^ {2}a:/m);
    assert.doesNotMatch(read("dvc.lock"), /^ {2}b:/m);
    await finish();
  });

  it("refuses a second one on the same outputs while it runs", async () => {
    const { end } = await begun();
    const second = await tidemark(folder, "repro", "--no-track");
    assert.equal(second.code, 1);
    assert.match(second.out, /in?.*b is busy: process \d+ \(tidemark repro\)/);
    write({ go: "" });
    assert.equal((await end).code, 0);
    assert.equal(read(".dvc/tmp/rwlock"), "{}");
  });

  it("keeps what each stage said, and tells what runs", async () => {
    write({ "dvc.yaml": "stages:\n  talks: {cmd: echo one; echo two >&2, deps: [in]}\n" });
    const { out, err } = await tidemark(folder, "repro", "--no-track", "--json");
    assert.equal((JSON.parse(out) as { outcome: string }).outcome, "done");
    assert.equal(err, "one\ntwo\n");
    const all = join(folder, ".dvc/tmp/tidemark/repro");
    assert.equal(readFileSync(join(all, readdirSync(all)[0] as string, "talks.log"), "utf8"), "one\ntwo\n");
    const [run] = listRuns(folder);
    assert.deepEqual(
      run?.events.map((each) => (each.type === "stage" ? each.state : each.type)),
      ["begin", "running", "running", "done", "end"],
    );
  });

  it("does not go past a gate that cannot be checked, and says so", async () => {
    write({ go: "", "tidemark.yaml": "gates:\n  a:\n    suite: suites/a.json\n" });
    const { out, code } = await tidemark(folder, "repro", "--no-track", "-k");
    assert.equal(code, 1);
    assert.match(out, /c +failed +a has a gate \(suites\/a.json\), and writes no table that it could be asked of/);
    assert.match(out, /b +done/);
    assert.equal(existsSync(join(folder, "c")), false);
    write({ "tidemark.yaml": "" });
    assert.equal((await tidemark(folder, "repro", "--no-track")).code, 0);
  });

  it("does not take what was edited while it ran as what it read", async () => {
    const { end } = await begun();
    write({ in: "2\n", go: "" });
    const { err } = await end;
    assert.match(err, /b: in was changed while the stage ran; it runs again next time/);
    const { out } = await tidemark(folder, "repro", "--no-track");
    assert.match(out, /b +(runs|done)/);
    assert.equal(read("c"), "2\n2\n");
  });
});
