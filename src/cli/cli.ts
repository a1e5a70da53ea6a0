#!/usr/bin/env node
import { basename } from "node:path";
import { forkAhead } from "../runtime/serving/host/forkModel";
import { isDataFamily } from "./dataFamilies";
import { createOutput, type Output } from "./output";

async function start(argv: readonly string[], out: Output): Promise<number> {
  const file = argv[0] === "serve" && argv.find((word) => /\.onnx$/i.test(word));
  if (file) {
    forkAhead(basename(file).slice(0, -5));
    const { readServeFile, serveFile } = await import("./serveFile");
    const given = readServeFile(argv);
    if (given) return serveFile(given, out);
  }
  const { main } = isDataFamily(argv[0]) ? await import("./dataMain") : await import("./main");
  return main(argv, out);
}

// `tidemark … | head` ends early; that is not a failure
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

void start(process.argv.slice(2), createOutput(process.stdout, process.stderr)).then((code) => {
  // a pipe may still be taking what was written
  process.stdout.write("", () => process.exit(code));
});
