import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { readAge } from "../../src/cli/age";
import { completionScript, shells, type VerbWords } from "../../src/cli/completion/scripts";
import { globalOptions } from "../../src/cli/globalOptions";
import { main } from "../../src/cli/main";
import { createOutput } from "../../src/cli/output";
import { verbs } from "../../src/cli/verbs";
import { type Ended, temporaryWorkspace, tidemark } from "./command";

/** The same words in this process: for what is said before a store is opened. */
async function inside(...words: string[]): Promise<Ended> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await main(words, createOutput(out, err));
  return { code, stdout: await text(out.end()), stderr: await text(err.end()) };
}

describe("the command line", () => {
  const workspace = temporaryWorkspace();
  const ask = (...words: string[]) => tidemark(workspace.path, ...words);
  after(() => workspace.remove());

  it("answers every mistake with one line on stderr and exit code 2", async () => {
    const mistakes: [string[], RegExp][] = [
      [["stauts"], /stauts: no such command. Did you mean 'status'\?/],
      [["runs", "lsit"], /Did you mean 'runs list'\?/],
      [["run", "list"], /Did you mean 'runs list'\?/],
      [["runs"], /which of runs list/],
      [["runs", "list", "--limt", "3"], /--limt: no such option. Did you mean '--limit'\?/],
      [["runs", "list", "--limit", "some"], /--limit: expected a whole number, got 'some'/],
      [["runs", "list", "--limit", "0"], /--limit: expected 1 or more/],
      [["runs", "show"], /something is missing: tidemark runs show RUN/],
      [["run"], /tidemark run -- python train\.py/],
      [["run", "python", "train.py"], /put -- before the command: tidemark run -- python train\.py/],
      [["stop", "now"], /stop: 'now' is one too many\. Usage: tidemark stop$/m],
      [["run", "--wandb", "--", "python"], /--wandb/],
      [["export", "runs", "--format", "xlsx"], /there are jsonl, csv, parquet, not 'xlsx'/],
      [["sql", "SELECT 1", "--format", "xml"], /--format: expected table, json or csv/],
      [["completion", "tcsh"], /'tcsh' is none of bash/],
      [["gc", "--older-than", "soon"], /--older-than: expected an age like 12h/],
      [["serve", "--model", "none.onnx", "--max-rows", "-1"], /--max-rows: -1; expected 1 or more/],
      [["serve", "--model", "none.onnx", "--threads", "0"], /--threads: 0; expected 1 or more/],
      [["--workspace", "/no/such/folder", "status"], /\/no\/such\/folder does not exist/],
    ];
    for (const [words, expected] of mistakes) {
      const { code, stdout, stderr } = await inside(...words);
      assert.equal(code, 2, words.join(" "));
      assert.equal(stdout, "", words.join(" "));
      assert.match(stderr, expected);
      assert.match(stderr, /^tidemark: [^\n]+\n$/, words.join(" "));
    }
  });

  it("finds a model's file from where it is typed, as every other file", async () => {
    for (const words of [["serve"], ["predict", "--input", "rows.csv", "--output", "out.csv"]]) {
      const { code, stderr } = await inside(...words, "--model", "none.onnx", "--workspace", workspace.path);
      assert.equal(code, 2);
      assert.ok(stderr.includes(resolve("none.onnx")), stderr);
    }
  });

  it("says so as a program, too", async () => {
    const { code, stdout, stderr } = await ask("runs", "show", "nosuchrun");
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^tidemark: no run has the id or name 'nosuchrun'[^\n]*\n$/);
  });

  it("teaches every command with its options and an example or a way to use it", async () => {
    for (const { name, load } of verbs) {
      const verb = await load();
      const { stdout } = await inside(...name.split(" "), "--help");
      assert.ok(stdout.startsWith(`tidemark ${name}`), stdout);
      for (const option of Object.keys(verb.options)) assert.ok(stdout.includes(`--${option}`), `${name} --${option}`);
      assert.ok(verb.about.length > 20, name);
    }
  });

  it("looks at what it stands on, as a list for programs", async () => {
    const { stdout } = await ask("doctor", "--json");
    const { findings } = JSON.parse(stdout) as { findings: { name: string; level: string; advice?: string }[] };
    const names = findings.map(({ name }) => name);
    for (const name of ["node", "git", "python", "disk", "mount", "space", "lock", "store", "token", "port 5000"])
      assert.ok(names.includes(name), name);
    for (const { name, level, advice } of findings) assert.equal(level === "good", advice === undefined, name);
  });

  it("finds rules that cannot be read", async () => {
    writeFileSync(join(workspace.path, "tidemark.yaml"), "registry: {requird: [model card]}");
    const { code, stdout } = await ask("doctor", "--json");
    rmSync(join(workspace.path, "tidemark.yaml"));
    const { findings } = JSON.parse(stdout) as { findings: { name: string; level: string; says: string }[] };
    const found = findings.find(({ name }) => name === "tidemark.yaml");
    assert.equal(code, 1);
    assert.equal(found?.level, "problem");
    assert.match(found?.says ?? "", /'requird' is no rule/);
  });

  it("reads ages", () => {
    assert.equal(readAge("12h", "--older-than"), 43_200_000);
    assert.equal(readAge("2w", "--older-than"), 14 * 86_400_000);
    assert.equal(readAge("0d", "--older-than"), 0);
    assert.throws(() => readAge("30", "--older-than"), /expected an age/);
  });
});

describe("completion", () => {
  const table = async (): Promise<VerbWords[]> =>
    Promise.all(
      verbs.map(async ({ name, summary, load }) => ({
        name,
        summary,
        options: { ...(await load()).options, ...globalOptions },
      })),
    );

  it("knows every command and option in every shell", async () => {
    for (const shell of shells) {
      const script = completionScript(shell, await table());
      for (const { name, options } of await table()) {
        for (const word of name.split(" ")) assert.ok(script.includes(word), `${shell}: ${word}`);
        for (const option of Object.keys(options)) assert.ok(script.includes(option), `${shell}: ${name} ${option}`);
      }
    }
  });

  it("completes in bash", async function () {
    if (process.platform === "win32") this.skip();
    const script = completionScript("bash", await table());
    const complete = (...words: string[]) => {
      const line = words.map((word) => `'${word}'`).join(" ");
      const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _tidemark 2>/dev/null; echo "\${COMPREPLY[*]}"`;
      return execFileSync("bash", ["-c", `${script}\n${ask}`], { encoding: "utf8" }).trim();
    };
    assert.equal(complete("tidemark", "stat"), "status");
    assert.equal(complete("tidemark", "runs", "sh"), "show");
    assert.equal(complete("tidemark", "runs", "list", "--li"), "--limit");
    assert.equal(
      complete("tidemark", "--json", "registry", ""),
      "list show alias promote rollback approve reject audit",
    );
    assert.equal(complete("tidemark", "run", "--", "pyth"), "");
    assert.equal(complete("tidemark", "data", "remote", "mod"), "modify");
    assert.equal(complete("tidemark", "data", "remote", "add", "--forc"), "--force");
  });
});
