// npm run bench -- NAME [options]: builds the product and one benchmark of test/bench, and runs it.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const out = join(root, "out-bench");
const [name, ...options] = process.argv.slice(2);

const all = readdirSync(here).filter(
  (each) => existsSync(join(here, each, "main.ts")) || /^(search|store)\.ts$/.test(each),
);
const file = name && [`${name}/main.ts`, `${name}.ts`].find((each) => existsSync(join(here, each)));
if (!file) {
  process.stderr.write(
    `npm run bench -- NAME [--quick]; NAME is one of ${all.map((each) => each.replace(".ts", "")).join(", ")}\n`,
  );
  process.exit(2);
}

if (
  !process.env.TIDEMARK_CLI &&
  spawnSync(process.execPath, [join(root, "esbuild.mjs"), "--production"], { stdio: "inherit" }).status !== 0
)
  process.exit(1);
// every program three folders deep, as the tests are: they find the repository by that
const entryPoints = Object.fromEntries([
  ...all.filter((each) => each.endsWith(".ts")).map((each) => [`test/bench/${each.slice(0, -3)}`, join(here, each)]),
  ...(file.includes("/") ? readdirSync(join(here, name)) : [])
    .filter((each) => each.endsWith(".ts"))
    .map((each) => [`test/${name}/${each.slice(0, -3)}`, join(here, name, each)]),
]);
await esbuild.build({
  absWorkingDir: root,
  entryPoints,
  outdir: out,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  packages: "external",
  logLevel: "warning",
});
const program = join(out, "test", file.includes("/") ? file : join("bench", file)).replace(/\.ts$/, ".js");
const ended = spawnSync(process.execPath, ["--expose-gc", program, ...options], { stdio: "inherit" });
process.exit(ended.status ?? 1);
