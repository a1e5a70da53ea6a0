import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readServeFile } from "../../src/cli/serveFile";
import { cli } from "./tidemark";

const words = (line: string) => readServeFile(line.split(" "));

describe("the short way to serve a file", () => {
  it("is taken for a file with options that there are", () => {
    const given = words("serve --model m/model.onnx --port 80 -w . --json");
    assert.deepEqual(
      [given?.values.model, given?.values.port, given?.values.workspace, given?.values.json],
      ["m/model.onnx", 80, ".", true],
    );
    assert.ok(words("serve --model=model.ONNX"));
  });

  it("is left to the way of all commands for what has to be looked up, explained or refused", () => {
    for (const line of [
      "predict --model model.onnx",
      "serve",
      "serve --model models:/model.onnx",
      "serve --model runs:/1/model.onnx",
      "serve --model folder",
      "serve --model model.onnx --help",
      "serve --model model.onnx again",
      "serve --model model.onnx --prot 80",
      "serve --model model.onnx --port many",
    ])
      assert.equal(words(line), undefined, line);
  });

  it("says what is wrong in one line, and leaves no process behind", function () {
    this.timeout(30_000);
    const folder = mkdtempSync(join(tmpdir(), "tidemark-serve-"));
    try {
      const broken = join(folder, "broken.onnx");
      writeFileSync(broken, "abc");
      for (const file of ["missing.onnx", broken]) {
        // what is left behind would hold its stderr open, and be waited for
        const ended = spawnSync(process.execPath, [cli, "serve", "--model", file, "-w", folder], { encoding: "utf8" });
        assert.deepEqual([ended.status, ended.stdout], [2, ""], ended.stderr);
        assert.match(ended.stderr, /^tidemark: [^\n]+\n$/);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("loads no other command", () => {
    assert.doesNotMatch(readFileSync(cli, "utf8"), /deploy rollback/);
  });
});
