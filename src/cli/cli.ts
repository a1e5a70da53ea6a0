#!/usr/bin/env node
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { forkAhead } from "../runtime/serving/host/forkModel";
import { createOutput, type Output } from "./output";

/** All other commands: a bundle of its own, which is large. */
function loadCommands(): typeof import("./main") {
  return createRequire(__filename)(join(__dirname, "commands.js")) as typeof import("./main");
}

async function start(argv: readonly string[], out: Output): Promise<number> {
  const file = argv[0] === "serve" && argv.find((word) => /\.onnx$/i.test(word));
  if (file) {
    forkAhead(basename(file).slice(0, -5));
    const { readServeFile, serveFile } = await import("./serveFile");
    const given = readServeFile(argv);
    if (given) return serveFile(given, out);
  }
  return loadCommands().main(argv, out);
}

// `tidemark … | head` ends early; that is not a failure
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

void start(process.argv.slice(2), createOutput(process.stdout, process.stderr)).then((code) => {
  // a pipe may still be taking what was written
  process.stdout.write("", () => process.exit(code));
});
