import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kernelBinary, plainKernelBinary } from "../../../../src/core/trees/shap/kernelBinary";
import { rootAbove } from "../../../cli/tidemark";

describe("the WebAssembly of native/treeshap", () => {
  const folder = join(rootAbove(__dirname), "native/treeshap");
  const sums = new Map(
    readFileSync(join(folder, "SHA256SUMS"), "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split("  ").reverse() as [string, string]),
  );
  const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

  it("is the one that was built", () => {
    assert.equal(sumOf(Buffer.from(kernelBinary, "base64")), sums.get("treeshap.wasm"));
    assert.equal(sumOf(Buffer.from(plainKernelBinary, "base64")), sums.get("treeshap-plain.wasm"));
  });

  it("was built of the sources that are here", () => {
    const sources = readdirSync(folder).filter((name) => /\.[ch]$/.test(name));
    const recorded = [...sums.keys()].filter((name) => /\.[ch]$/.test(name));
    assert.deepEqual(sources.sort(), recorded.sort());
    for (const name of sources)
      assert.equal(sumOf(readFileSync(join(folder, name))), sums.get(name), `${name}: npm run build:wasm is due`);
  });
});
