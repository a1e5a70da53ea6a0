import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { readArguments } from "../../src/cli/args";
import { main } from "../../src/cli/main";
import { createOutput } from "../../src/cli/output";
import { verbs } from "../../src/cli/verbs";

const options = {
  host: { kind: "text", value: "ADDRESS", help: "" },
  port: { kind: "integer", value: "N", help: "" },
  name: { kind: "texts", value: "NAME", help: "" },
  quick: { kind: "flag", help: "" },
} as const;

describe("arguments", () => {
  const read = (...argv: string[]) => readArguments(argv, options);

  it("are options in any order, words, and what follows --", () => {
    const { values, words, rest } = read(
      "a",
      "--host",
      "h",
      "--port=5",
      "b",
      "--name",
      "x",
      "--quick",
      "--name=y=z",
      "--",
      "--host",
      "-x",
    );
    assert.deepEqual(values, { host: "h", port: 5, name: ["x", "y=z"], quick: true });
    assert.deepEqual(words, ["a", "b"]);
    assert.deepEqual(rest, ["--host", "-x"]);
  });

  it("may have a letter, which then is not that of every command", () => {
    const { values } = readArguments(["-w", "-j", "3", "-j=4"], {
      workspace: { kind: "flag", short: "w", help: "" },
      jobs: { kind: "texts", value: "N", short: "j", help: "" },
    });
    assert.deepEqual(values, { workspace: true, jobs: ["3", "4"] });
  });

  it("that are not given have their nothing", () => {
    assert.deepEqual(read().values, { host: undefined, port: undefined, name: [], quick: false });
  });

  it("may be negative numbers and a lone dash, but no unknown options", () => {
    assert.deepEqual(read("-", "--port", "-1", "-5").words, ["-", "-5"]);
    for (const argv of [
      ["--nope"],
      ["-x"],
      ["--constructor"],
      ["--__proto__", "1"],
      ["--host"],
      ["--port", "1.5"],
      ["--quick=1"],
    ])
      assert.throws(() => read(...argv), { name: "UsageError" }, argv.join(" "));
  });
});

describe("the command line", () => {
  const run = async (...argv: string[]) => {
    const out = new PassThrough().setEncoding("utf8");
    const err = new PassThrough().setEncoding("utf8");
    const code = await main(argv, createOutput(out, err));
    return { code, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
  };

  it("lists every command with what it is for", async () => {
    const { code, out } = await run("--help");
    assert.equal(code, 0);
    for (const { name, summary } of verbs) assert.ok(out.includes(name) && out.includes(summary), name);
  });

  it("teaches each command: usage, options, and the exit codes' rules hold for its help", async () => {
    for (const { name } of verbs) {
      const { code, out, err } = await run(...name.split(" "), "--help");
      assert.deepEqual([code, err], [0, ""], name);
      assert.ok(out.startsWith(`tidemark ${name}`), name);
      assert.ok(out.includes("--workspace DIR"), name);
    }
  });

  it("says in one line what is wrong and exits with 2", async () => {
    for (const argv of [
      ["nope"],
      ["up", "x"],
      ["up", "--nope"],
      ["--nope"],
      ["status", "--workspace"],
      ["status", "-w", "/nowhere/at/all"],
    ]) {
      const { code, out, err } = await run(...argv);
      assert.deepEqual([code, out], [2, ""], argv.join(" "));
      assert.match(err, /^tidemark: [^\n]+\n$/, argv.join(" "));
    }
  });

  it("takes options of every command before its name, too", async () => {
    const { code, out } = await run("--json", "-w", "/", "status");
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), { running: false, workspace: "/" });
  });
});
