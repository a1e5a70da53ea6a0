// node test/l10n.mjs [--write]: the texts of the extension and of its pages against what translators are given.
// Prints one line for each that is wrong and exits 1; --write makes l10n/bundle.l10n.json anew.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundlePath = "l10n/bundle.l10n.json";
const problems = [];

function read(path) {
  return readFileSync(join(root, path), "utf8");
}

function* sources(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (name.endsWith(".ts")) yield path;
  }
}

/** `t(` as a word of its own or after `l10n.`, but not where it is declared. */
const call = /(?:\bl10n\.t|(?<![\w.$]|function )\bt)\(\s*/g;
/** One or more literals with + between them. */
const literal = /(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/y;
const plus = /\s*\+\s*/y;
const message = /\{\s*message:\s*/y;

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The text that begins at `at`, or undefined when it is not written out. */
function textAt(source, at) {
  let text;
  for (;;) {
    const found = matchAt(literal, source, at);
    if (found === undefined) return text === undefined ? undefined : null;
    text = (text ?? "") + JSON.parse(found.startsWith("'") ? `"${found.slice(1, -1).replaceAll('"', '\\"')}"` : found);
    at += found.length;
    const joined = matchAt(plus, source, at);
    if (joined === undefined) return text;
    at += joined.length;
  }
}

/** Every text that is said through `t`, with the first place that says it. */
function findTexts() {
  const texts = new Map();
  for (const folder of ["src/extension", "webview"])
    for (const path of sources(join(root, folder))) {
      const source = readFileSync(path, "utf8");
      for (const { index, 0: whole } of source.matchAll(call)) {
        const place = `${relative(root, path)}:${source.slice(0, index).split("\n").length}`;
        const start = index + whole.length;
        const text = textAt(source, start + (matchAt(message, source, start)?.length ?? 0));
        if (typeof text !== "string") problems.push(`${place}: the text of t(…) is not written out as a string`);
        else if (!texts.has(text)) texts.set(text, place);
      }
    }
  return texts;
}

function checkWording(text, place) {
  if (/!(\s|$)/.test(text)) problems.push(`${place}: an exclamation mark: ${text}`);
  if (text !== text.trim() || text === "") problems.push(`${place}: space around the text: "${text}"`);
  const numbers = [...text.matchAll(/\{(\d+)\}/g)].map(([, n]) => Number(n));
  const missing = [...Array(Math.max(-1, ...numbers) + 1).keys()].filter((n) => !numbers.includes(n));
  if (missing.length > 0) problems.push(`${place}: {${missing[0]}} is left out: ${text}`);
}

/** Words that stay small in a title. */
const small = /^(a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|with)$/;

function checkManifest() {
  const words = JSON.parse(read("package.nls.json"));
  const used = new Set([...read("package.json").matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
  for (const key of used) if (!(key in words)) problems.push(`package.nls.json: nothing for %${key}%`);
  for (const [key, text] of Object.entries(words)) {
    if (!used.has(key)) problems.push(`package.nls.json: nobody uses ${key}`);
    checkWording(text, `package.nls.json, ${key}`);
    const isTitle = key.startsWith("command.");
    if (isTitle && !text.split(/[\s-]+/).every((word) => small.test(word) || !/^[a-z]/.test(word)))
      problems.push(`package.nls.json, ${key}: a command has the case of a title: ${text}`);
    if (/^(setting\.|trust|virtual|description)/.test(key) && !/[.…`]$/.test(text))
      problems.push(`package.nls.json, ${key}: not a whole sentence: ${text}`);
  }
}

/** Other languages may lack a text, which is then said in English, but have none of their own. */
function checkTranslations(texts) {
  const words = JSON.parse(read("package.nls.json"));
  for (const [path, original] of [
    ...readdirSync(join(root, "l10n")).flatMap((name) =>
      /^bundle\.l10n\.\w.*\.json$/.test(name) ? [[`l10n/${name}`, texts]] : [],
    ),
    ...readdirSync(root).flatMap((name) =>
      /^package\.nls\.\w.*\.json$/.test(name) ? [[name, new Map(Object.entries(words))]] : [],
    ),
  ])
    for (const [key, text] of Object.entries(JSON.parse(read(path)))) {
      if (!original.has(key)) problems.push(`${path}: nobody says this any more: ${key}`);
      const places = (each) => [...new Set(each.match(/\{\d+\}/g))].sort().join();
      const source = path.startsWith("l10n/") ? key : (words[key] ?? "");
      if (places(source) !== places(text)) problems.push(`${path}: other places than in the original: ${text}`);
    }
}

const texts = findTexts();
for (const [text, place] of texts) checkWording(text, place);
checkManifest();
checkTranslations(texts);
const bundle = Object.fromEntries([...texts.keys()].sort().map((text) => [text, text]));
const written = `${JSON.stringify(bundle, undefined, 2)}\n`;
if (process.argv.includes("--write")) writeFileSync(join(root, bundlePath), written);
else if (read(bundlePath) !== written) {
  const known = JSON.parse(read(bundlePath));
  for (const text of texts.keys()) if (!(text in known)) problems.push(`${bundlePath}: not there: ${text}`);
  for (const text of Object.keys(known)) if (!texts.has(text)) problems.push(`${bundlePath}: no longer said: ${text}`);
  problems.push(`${bundlePath} is not what the sources say: node test/l10n.mjs --write`);
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
