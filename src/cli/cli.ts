#!/usr/bin/env node
import { isDataFamily } from "./dataFamilies";
import type { Output } from "./output";
import { createStandardOutput } from "./standardOutput";

async function start(argv: readonly string[], out: Output): Promise<number> {
  if (argv[0] === "serve") {
    const served = (await import("./serveFile")).serveFile(argv, out);
    if (served) return served;
  }
  const { main } = isDataFamily(argv[0]) ? await import("./dataMain") : await import("./main");
  return main(argv, out);
}

const out = createStandardOutput();
void start(process.argv.slice(2), out).then(async (code) => {
  await out.end();
  process.exit(code);
});
