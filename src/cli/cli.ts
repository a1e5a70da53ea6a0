#!/usr/bin/env node
import { main } from "./main";
import { createOutput } from "./output";

// `tidemark … | head` ends early; that is not a failure
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

void main(process.argv.slice(2), createOutput(process.stdout, process.stderr)).then((code) => {
  // a pipe may still be taking what was written
  process.stdout.write("", () => process.exit(code));
});
