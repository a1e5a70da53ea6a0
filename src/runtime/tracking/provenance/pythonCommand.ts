import { basename, isAbsolute, resolve } from "node:path";

/** What a command line runs, as far as it can be told. */
export interface Started {
  /** Absolute path of the script. */
  readonly script?: string;
  /** `python -m pkg.train` */
  readonly module?: string;
}

const withValue = new Set(["-W", "-X", "--check-hash-based-pycs", "-Q"]);

export function isPython(path: string): boolean {
  return /^(python|pypy)[\d.]*(w|t)?(\.exe)?$/i.test(basename(path.replaceAll("\\", "/")));
}

/** Reads `python -u train.py --lr 0.1`, also behind `uv run`, `torchrun`, `accelerate launch` and the like. */
export function readStarted(argv: readonly string[], cwd: string): Started {
  const python = argv.findIndex(isPython);
  const from = python < 0 ? 0 : python + 1;
  for (let i = from; i < argv.length; i++) {
    const word = argv[i] as string;
    if (python >= 0 && word === "-m") return moduleOf(argv, i + 1, cwd);
    if (python >= 0 && (word === "-c" || word === "-")) return {};
    if (withValue.has(word)) i++;
    else if (/\.(py|ipynb)$/i.test(word)) return { script: absolute(word, cwd) };
    else if (python >= 0 && !word.startsWith("-")) return { script: absolute(word, cwd) };
  }
  return {};
}

/** Launchers that are modules run a script that comes later: `python -m torch.distributed.run train.py`. */
function moduleOf(argv: readonly string[], at: number, cwd: string): Started {
  const module = argv[at];
  if (module === undefined) return {};
  const script = argv.slice(at + 1).find((word) => /\.py$/i.test(word));
  return /^(torch\.distributed|accelerate|debugpy|pdb|cProfile|trace)\b/.test(module) && script
    ? { module, script: absolute(script, cwd) }
    : { module };
}

function absolute(path: string, cwd: string): string {
  return isAbsolute(path) ? path : resolve(cwd, path);
}

const secretName = /pass(?![a-z])|pass(word|wd|phrase)|secret|token(?!i[sz]e|s\b)|api[-_]?key|credential|auth(?!or)/i;
const hidden = "***";

/** The same words; the values of options that are named like secrets are left out. */
export function withoutSecretValues(argv: readonly string[]): string[] {
  let hideNext = false;
  return argv.map((word) => {
    const isValue = hideNext && !word.startsWith("-") && !/\.(py|ipynb)$/i.test(word);
    hideNext = false;
    if (isValue) return hidden;
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    if (!secretName.test(name) || !/^(-|[A-Z_]+$)/.test(name)) return word;
    if (equals >= 0) return `${name}=${hidden}`;
    hideNext = word.startsWith("-");
    return word;
  });
}

/** One line as a person would type it, without secrets. */
export function shownCommand(argv: readonly string[]): string {
  const words = withoutSecretValues(argv);
  return words.map((word) => (word === hidden || word.endsWith(`=${hidden}`) ? word : quoted(word))).join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
