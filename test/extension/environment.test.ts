import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AddressSources, findOwnAddress, readEnvFile } from "../../src/extension/environment/ownAddress";
import { looksTracked } from "../../src/extension/environment/signs";

describe("an address that the user set", () => {
  const nowhere: AddressSources = {
    process: {},
    setting: { name: "terminal.integrated.env.linux", env: {} },
    file: { name: ".env", text: undefined },
  };

  it("is found in the setting, the environment, the file", () => {
    const setting = { ...nowhere.setting, env: { MLFLOW_TRACKING_URI: "http://a" } };
    const file = { name: ".env", text: "MLFLOW_TRACKING_URI=http://c" };
    const process = { MLFLOW_TRACKING_URI: "http://b" };
    assert.deepEqual(findOwnAddress({ process, setting, file }), {
      address: "http://a",
      where: "terminal.integrated.env.linux",
    });
    assert.deepEqual(findOwnAddress({ ...nowhere, process, file })?.address, "http://b");
    assert.deepEqual(findOwnAddress({ ...nowhere, file }), { address: "http://c", where: ".env" });
    assert.equal(findOwnAddress(nowhere), undefined);
  });

  it("is not ours, inherited from a terminal in which the editor was started", () => {
    const process = { MLFLOW_TRACKING_URI: "http://127.0.0.1:1", TIDEMARK_TRACKING_URI: "http://127.0.0.1:1" };
    assert.equal(findOwnAddress({ ...nowhere, process }), undefined);
  });

  it("is read from a .env file as its other readers do", () => {
    const text = "A=1\n# B=2\nexport C = \"x # y\" # note\r\nD='z'\nE=a b # c\nF=\n not a line";
    assert.deepEqual(readEnvFile(text), { A: "1", C: "x # y", D: "z", E: "a b", F: "" });
  });
});

describe("a folder that logs runs", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tidemark-signs-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is not any folder with Python in it", async () => {
    writeFileSync(join(folder, "app.py"), "import flask\n");
    writeFileSync(join(folder, "notes.txt"), "mlflow\n");
    assert.equal(await looksTracked(folder), false);
  });

  for (const name of ["mlruns", ".tidemark", "wandb"])
    it(`has ${name}`, async () => {
      mkdirSync(join(folder, name));
      assert.equal(await looksTracked(folder), true);
    });

  it("has a script that imports MLflow, at its top or one level below", async () => {
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src", "train.py"), "from mlflow import log_metric\n");
    assert.equal(await looksTracked(folder), true);
  });

  it("names it among its requirements", async () => {
    writeFileSync(join(folder, "requirements-dev.txt"), "pytest\nmlflow-skinny==3.1\n");
    assert.equal(await looksTracked(folder), true);
  });
});
