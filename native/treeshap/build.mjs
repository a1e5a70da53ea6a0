// npm run build:wasm [-- --python PYTHON] [-- --out FOLDER]: builds native/treeshap with the C compiler of the PyPI package ziglang, of
// one version, so that the same bytes come out everywhere. Without --out they go into src, and their hashes beside this file.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ziglang = "0.17.1";
const folder = dirname(fileURLToPath(import.meta.url));
const { values: flags } = parseArgs({ options: { python: { type: "string" }, out: { type: "string" } } });
const scratch = mkdtempSync(join(tmpdir(), "treeshap-"));

/** One that has the compiler: the one that is named, or a new one. */
function pythonWithZig() {
  if (flags.python) return flags.python;
  const place = join(scratch, "venv");
  execFileSync(process.platform === "win32" ? "python" : "python3", ["-m", "venv", place], { stdio: "inherit" });
  const python = process.platform === "win32" ? join(place, "Scripts/python.exe") : join(place, "bin/python");
  execFileSync(python, ["-m", "pip", "install", "--quiet", `ziglang==${ziglang}`], { stdio: "inherit" });
  return python;
}

const sources = readdirSync(folder)
  .filter((name) => name.endsWith(".c"))
  .sort();

function compile(python, to, extra) {
  const target = ["-target", "wasm32-freestanding", "-mcpu=generic+bulk_memory", "-O3", "-std=c11", "-nostdlib"];
  const checks = ["-fno-sanitize=all", "-Wall", "-Wextra", "-Werror"];
  const link = ["-Wl,--no-entry", "-Wl,-z,stack-size=1048576", "-Wl,--strip-all"];
  const env = {
    ...process.env,
    ZIG_GLOBAL_CACHE_DIR: join(scratch, "cache"),
    ZIG_LOCAL_CACHE_DIR: join(scratch, "cache"),
  };
  const args = ["-m", "ziglang", "cc", ...target, ...extra, ...checks, ...link, "-o", to, ...sources];
  execFileSync(python, args, { cwd: folder, env, stdio: "inherit" });
  return readFileSync(to);
}

const sum = (bytes) => createHash("sha256").update(bytes).digest("hex");

try {
  const python = pythonWithZig();
  const version = execFileSync(python, ["-m", "ziglang", "version"], { encoding: "utf8" }).trim();
  if (version !== ziglang) throw new Error(`ziglang ${ziglang} is needed, this one is ${version}`);
  const out = flags.out ?? scratch;
  if (!existsSync(out)) mkdirSync(out, { recursive: true });
  const wide = compile(python, join(out, "treeshap.wasm"), ["-msimd128"]);
  const plain = compile(python, join(out, "treeshap-plain.wasm"), []);
  if (flags.out === undefined) {
    const code = [
      "/** native/treeshap as `npm run build:wasm` builds it; the second for machines without vectors. */",
      `export const kernelBinary =\n  "${wide.toString("base64")}";`,
      `export const plainKernelBinary =\n  "${plain.toString("base64")}";`,
    ];
    writeFileSync(join(folder, "../../src/core/trees/shap/kernelBinary.ts"), `${code.join("\n")}\n`);
    const sums = [
      ...[...sources, "treeshap.h"].map((name) => [name, readFileSync(join(folder, name))]),
      ["treeshap.wasm", wide],
      ["treeshap-plain.wasm", plain],
    ];
    writeFileSync(join(folder, "SHA256SUMS"), sums.map(([name, bytes]) => `${sum(bytes)}  ${name}\n`).join(""));
  }
  process.stdout.write(`treeshap.wasm ${wide.length} bytes, treeshap-plain.wasm ${plain.length} bytes\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
