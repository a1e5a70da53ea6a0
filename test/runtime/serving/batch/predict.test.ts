import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { startOf } from "../../../../src/runtime/kernel/processes";
import { type BatchTask, formatOf } from "../../../../src/runtime/serving/batch/batchTask";
import { predictFiles } from "../../../../src/runtime/serving/batch/predictFiles";
import { temporaryWorkspace, tidemark } from "../../../cli/command";
import { cli } from "../../../cli/tidemark";

const fixtures = join(resolve(__dirname, "../../../../.."), "test/fixtures");
const forest = join(fixtures, "onnx/forest-text.onnx");
const numbers = join(fixtures, "parquet/numbers.parquet");

describe("tidemark predict", function () {
  this.timeout(120_000);
  const folder = temporaryWorkspace();
  after(() => folder.remove());
  const at = (name: string) => join(folder.path, name);
  const write = (name: string, text: string) => {
    writeFileSync(at(name), text);
    return at(name);
  };
  const predict = (input: string, output: string, ...more: string[]) =>
    tidemark(folder.path, "predict", "--model", forest, "--input", input, "--output", at(output), ...more);
  const csv = "id,a,b,c,d\n1,0.5,1,-1,2\n2,0.1,-2,3,0\n";
  const some = ["--columns", "a,b,c,d"];

  it("puts the answer behind the columns of a CSV file, which stay as they were written", async () => {
    const input = write("in.csv", 'id,"a",b,c,d\r\n"x, ""y""",0.50,1,-1,2\r\n2,1e-1,-2,3,0\r\n');
    const { code, stderr } = await predict(input, "out.csv", ...some);
    assert.deepEqual([code, stderr], [0, ""]);
    const [header, first, second, end] = readFileSync(at("out.csv"), "utf8").split("\r\n");
    assert.match(header ?? "", /^id,"a",b,c,d,prediction,probability_,probability_süß,probability_日本$/);
    assert.match(first ?? "", /^"x, ""y""",0\.50,1,-1,2,[^,]*,[\d.e-]+,[\d.e-]+/);
    assert.match(second ?? "", /^2,1e-1,-2,3,0,/);
    assert.equal(end, "");
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name.includes(".parts")),
      [],
    );
  });

  it("says the same of the same rows in every format", async () => {
    write("in.csv", csv);
    write("in.jsonl", '{"id": 1, "a": 0.5, "b": 1, "c": -1, "d": 2}\n\n{"id":2,"a":0.1,"b":-2,"c":3,"d":0}');
    assert.equal((await predict(at("in.csv"), "a.parquet", ...some)).code, 0);
    assert.equal((await predict(at("a.parquet"), "refused.csv", ...some)).code, 2); // it has a prediction already
    for (const [from, to] of [
      ["in.csv", "b.jsonl"],
      ["in.jsonl", "c.jsonl"],
      ["in.jsonl", "d.csv"],
      ["in.csv", "e.csv"],
    ] as const)
      assert.equal((await predict(at(from), to, ...some)).code, 0);
    const lines = (name: string) => readFileSync(at(name), "utf8").trim().split("\n");
    const json = (name: string) => lines(name).map((line) => JSON.parse(line) as Record<string, unknown>);
    const answers = (name: string) => json(name).map(({ id: _, ...rest }) => rest);
    assert.deepEqual(answers("b.jsonl"), answers("c.jsonl"));
    assert.equal(lines("c.jsonl")[0]?.startsWith('{"id": 1, "a": 0.5, "b": 1, "c": -1, "d": 2,"prediction":'), true);
    assert.deepEqual(lines("d.csv"), lines("e.csv"));
    assert.equal(json("b.jsonl")[0]?.id, "1"); // the model does not take it: it is text, as CSV has it
  });

  it("takes a table's columns in their order where the model names none", async () => {
    const { code, stdout } = await predict(numbers, "out.parquet", "--json");
    assert.equal(code, 0);
    const { rows, resumed, output } = JSON.parse(stdout) as { rows: number; resumed: number; output: string };
    assert.deepEqual([rows, resumed, output], [700, 0, at("out.parquet")]);
  });

  const faults: readonly (readonly [string, string, string, readonly string[], RegExp])[] = [
    [
      "too many columns",
      "in.csv",
      csv,
      [],
      /expected 4 columns, got 5, and the model does not say which; .*--columns a,b,c/,
    ],
    [
      "a missing column",
      "in.csv",
      csv,
      ["--columns", "a,b,c,x"],
      /in\.csv: row 1: column 'x', which the model takes, is missing; there are 'id', 'a'/,
    ],
    [
      "a missing value",
      "in.csv",
      "a,b,c,d\n1,2,3,4\n1,,3,4\n",
      [],
      /in\.csv: row 2, column 'b': has no value; --allow-missing/,
    ],
    ["text for a number", "in.csv", "a,b,c,d\n1,2,x3,4\n", [], /row 1, column 'c': expected a number, got /],
    ["a number too large", "in.csv", "a,b,c,d\n1,2,3,1e39\n", [], /row 1, column 'd': .*does not fit float32/],
    ["a short row", "in.csv", "a,b,c,d\n1,2,3,4\n1,2\n", [], /row 2: has 2 cells, and there are 4 columns/],
    ["a quote without end", "in.csv", 'a,b,c,d\n1,2,3,"4\n', [], /between quotes that are never closed/],
    ["the same column twice", "in.csv", "a,b,b,d\n1,2,3,4\n", [], /column 'b' is there twice/],
    [
      "a column that the answer needs",
      "in.csv",
      "a,b,c,prediction\n1,2,3,4\n",
      [],
      /has a column 'prediction' already/,
    ],
    ["an empty file", "in.csv", "", [], /in\.csv is empty/],
    ["no JSON", "in.jsonl", '{"a":1,"b":2,"c":3,"d":4}\n{"a":\n', [], /in\.jsonl: row 2: is no JSON/],
    [
      "a null",
      "in.jsonl",
      '{"a":1,"b":2,"c":3,"d":4}\n{"a":1,"b":2,"c":null,"d":4}\n',
      [],
      /row 2, column 'c': has no value/,
    ],
    ["a list for a row", "in.jsonl", "[1,2,3,4]\n", [], /row 1: expected an object/],
    ["no parquet", "in.parquet", "PAR1 and nothing else", [], /in\.parquet: it is cut off/],
    ["an unknown format", "in.xlsx", "?", [], /is not \.parquet, \.csv or \.jsonl; say it with --format/],
  ];
  for (const [what, name, text, more, why] of faults)
    it(`refuses ${what} in one line, with exit code 2 and nothing left`, async () => {
      rmSync(at("out.csv"), { force: true });
      const { code, stderr } = await predict(write(name, text), "out.csv", ...more);
      assert.equal(code, 2, stderr);
      assert.match(stderr, why);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
      assert.deepEqual(
        readdirSync(folder.path).filter((each) => each.startsWith("out.csv")),
        [],
      );
    });

  it("refuses what is not there, and addresses of other machines", async () => {
    const of = async (...words: string[]) => (await tidemark(folder.path, "predict", ...words)).stderr;
    const input = write("in.csv", csv);
    assert.match(await of("--input", input, "--output", at("x.csv")), /which model\?/);
    assert.match(
      await of("--model", at("no.onnx"), "--input", input, "--output", at("x.csv")),
      /no\.onnx is not there/,
    );
    assert.match(
      await of("--model", forest, "--input", at("no.csv"), "--output", at("x.csv")),
      /--input: .*no\.csv is not there/,
    );
    assert.match(
      await of("--model", forest, "--input", input, "--output", at("no/x.csv")),
      /--output: the folder .* is not there/,
    );
    assert.match(await of("--model", forest, "--input", input, "--output", input), /--output: is the input itself/);
    assert.match(
      await of("--model", forest, "--input", "gs://bucket/x.csv", "--output", at("x.csv")),
      /files of this machine and s3:\/\/BUCKET\/KEY/,
    );
    assert.match(await of("--model", input, "--input", input, "--output", at("x.csv")), /is no ONNX model/);
  });

  it("gives the model NaN where it is allowed to", async () => {
    const { code, stderr } = await predict(write("in.csv", "a,b,c,d\n1,,3,4\n"), "out.csv", "--allow-missing");
    assert.deepEqual([code, stderr], [0, ""]);
  });

  it("goes on where it was stopped, to the same file as in one go", async () => {
    const lines = Array.from(
      { length: 300_000 },
      (_, i) => `customer number ${i},${(i % 97) / 10},${(i % 31) - 15},${i % 7},${(i * 13) % 5}`,
    );
    const input = write("large.csv", `id,a,b,c,d\n${lines.join("\n")}\n`);
    const task = (name: string): BatchTask => ({
      model: { path: forest, name: "forest", version: "1", columns: undefined },
      input: { path: input, format: "csv" },
      output: { path: at(name), format: formatOf(name) ?? "csv" },
      columns: ["a", "b", "c", "d"],
      allowsMissing: false,
    });
    const script = join(dirname(cli), "batchWorker.js");
    const run = (name: string, signal: AbortSignal, report: (done: number) => void = () => undefined) =>
      predictFiles({ task: task(name), workers: 1, signal, report, script });
    const never = new AbortController().signal;
    const whole = await run("whole.csv", never);
    assert.deepEqual([whole.rows, whole.resumed], [300_000, 0]);

    const stop = new AbortController();
    await assert.rejects(run("parts.csv", stop.signal, (done) => done > 0 && stop.abort()));
    assert.equal(existsSync(at("parts.csv")), false);
    const rest = await run("parts.csv", never);
    assert.ok(rest.resumed > 0 && rest.resumed < rest.slices, `${rest.resumed} of ${rest.slices}`);
    assert.ok(readFileSync(at("parts.csv")).equals(readFileSync(at("whole.csv"))));

    // of another input nothing is kept
    const again = new AbortController();
    await assert.rejects(run("parts.csv", again.signal, (done) => done > 0 && again.abort()));
    writeFileSync(input, `id,a,b,c,d\n${lines.slice(0, 200_000).join("\n")}\n`);
    const other = await run("parts.csv", never);
    assert.deepEqual([other.rows, other.resumed], [200_000, 0]);
  });

  const workerThat = (name: string, onSlice: string) =>
    write(
      name,
      `const fs = require("node:fs");
process.on("message", ({ type, index, part }) => {
  if (type === "open") return process.send({ type: "ready" });
  ${onSlice}
  fs.writeFileSync(part, "{}\\n");
  process.send({ type: "done", index, rows: 1 });
});`,
    );
  const withWorker = (script: string, output: string) =>
    predictFiles({
      task: {
        model: { path: forest, name: "forest", version: "1", columns: undefined },
        input: { path: write("in.jsonl", '{"a":1}\n'), format: "jsonl" },
        output: { path: at(output), format: "jsonl" },
        columns: undefined,
        allowsMissing: false,
      },
      signal: new AbortController().signal,
      report: () => undefined,
      script,
    });

  it("starts another worker where one dies, and gives a piece up that kills them all", async () => {
    const once = `if (!fs.existsSync(${JSON.stringify(at("died"))})) {
      fs.writeFileSync(${JSON.stringify(at("died"))}, "");
      process.kill(process.pid, "SIGSEGV");
    }`;
    const found = await withWorker(workerThat("once.cjs", once), "once.jsonl");
    assert.deepEqual([found.rows, existsSync(at("died"))], [1, true]);
    const always = 'process.kill(process.pid, "SIGSEGV"); return;';
    await assert.rejects(
      withWorker(workerThat("always.cjs", always), "always.jsonl"),
      /died \(SIGSEGV\) again and again/,
    );
    assert.equal(existsSync(at("always.jsonl")), false);
  });

  it("keeps nothing where the input was written anew meanwhile: parts of two files are no whole", async () => {
    const rewrite = `fs.writeFileSync(${JSON.stringify(at("in.jsonl"))}, '{"a":1}\\n{"a":2}\\n');`;
    const worker = workerThat("rewrites.cjs", rewrite);
    await assert.rejects(withWorker(worker, "mixed.jsonl"), /in\.jsonl: it or the model was written anew meanwhile/);
    assert.deepEqual(
      readdirSync(folder.path).filter((name) => name.startsWith("mixed.")),
      [],
    );
  });

  it("lets nobody else write the same output meanwhile", async () => {
    const input = write("in.csv", csv);
    const output = at("busy.csv");
    mkdirSync(`${output}.parts`);
    writeFileSync(`${output}.parts/owner`, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }));
    const { code, stderr } = await predict(input, "busy.csv", ...some);
    assert.equal(code, 2);
    assert.match(stderr, /another predict \(process \d+\) is writing it/);
    assert.ok(existsSync(`${output}.parts/owner`), "the other's parts stay");
    writeFileSync(`${output}.parts/owner`, JSON.stringify({ pid: 2 ** 22 + 1 }));
    assert.equal((await predict(input, "busy.csv", ...some)).code, 0);
  });
});
