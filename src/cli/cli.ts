#!/usr/bin/env node
import { bundleOf, commandName } from "./bundles";
import { type Loaded, loadCompiled } from "./loadCompiled";
import type { Output } from "./output";
import { createStandardOutput } from "./standardOutput";

type Commands = Pick<typeof import("./main"), "main">;

async function start(argv: readonly string[], out: Output): Promise<number> {
  if (argv[0] === "serve") {
    const served = (await import("./serveFile")).serveFile(argv, out);
    if (served) return served;
  }
  const commands: Loaded<Commands> = loadCompiled(bundleOf(argv[0]), commandName(argv));
  const code = await commands.exports.main(argv, out);
  if (code === 0) commands.keep();
  return code;
}

const out = createStandardOutput();
void start(process.argv.slice(2), out).then(async (code) => {
  await out.end();
  process.exit(code);
});
