import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kernelBinary, plainKernelBinary } from "../../../src/core/trees/shap/kernelBinary";
import { rootAbove } from "../../cli/tidemark";
import { type Peer, startPeer } from "./peer";

describe("the WebAssembly of native/treeshap", () => {
  let peer: Peer;
  before(async function () {
    peer = await startPeer(this);
  });
  after(() => peer?.stop());

  it("is what its sources give, byte for byte", () => {
    const script = join(rootAbove(__dirname), "native/treeshap/build.mjs");
    execFileSync(process.execPath, [script, "--python", peer.python, "--out", peer.home], { stdio: "pipe" });
    assert.equal(readFileSync(join(peer.home, "treeshap.wasm")).toString("base64"), kernelBinary);
    assert.equal(readFileSync(join(peer.home, "treeshap-plain.wasm")).toString("base64"), plainKernelBinary);
  });
});
