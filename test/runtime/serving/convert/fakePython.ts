import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The smallest file that an ONNX reader takes: a version and an empty graph. */
export const emptyOnnx = [0x08, 0x08, 0x3a, 0x00];

export const done = {
  type: "done",
  converter: "skl2onnx",
  packages: { skl2onnx: "1.20.0" },
  python: "3.11.7",
  attempt: "float32",
  largest_difference: 5e-8,
  rows: 64,
  example_rows: 5,
  rounded_rows: 0,
  inputs: ["X"],
  outputs: ["label", "probabilities"],
  notes: [],
};

/** A program that is started as Python is, and does what `body` says: with `task` told, and `say` to answer. */
export function writeFakePython(folder: string, name: string, body: string): string {
  const path = join(folder, name);
  const text = `#!${process.execPath}
const fs = require("node:fs");
const say = (message) => fs.writeSync(1, JSON.stringify(message) + "\\n");
let text = "";
process.stdin.on("data", (part) => {
  text += part;
  if (!text.includes("\\n")) return;
  const task = JSON.parse(text.slice(0, text.indexOf("\\n")));
  process.stdin.removeAllListeners("data");
  ${body}
});
process.stdin.on("end", () => process.exit(9));
`;
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}
