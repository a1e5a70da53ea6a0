// npm run screenshots [-- --readme] [--look L] [SCENE…]: builds, and takes pictures of the real VS Code into
// out-screenshots/. --readme takes those that the README shows, into media/screenshots/.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, checkNode, installPackages, root, run } from "./setUp.mjs";

checkNode();
await installPackages((line) => process.stdout.write(`${line}\n`));
await build(["--tests", "--production"]);
const program = join(root, "out/test/vscode/shots.js");
if (!existsSync(program)) throw new Error(`${program} was not built`);
process.exitCode = await run(process.execPath, [program, ...process.argv.slice(2)]);
