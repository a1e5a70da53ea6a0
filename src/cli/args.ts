import { didYouMean } from "../shared/suggest";

/** What the user typed does not make sense; one line that says what, where, what to do. Exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** `value` is the word that stands for it in the help: `--port N`. */
export type Option = (
  | { readonly kind: "flag"; readonly help: string }
  | { readonly kind: "text"; readonly value: string; readonly help: string }
  | { readonly kind: "texts"; readonly value: string; readonly help: string }
  | { readonly kind: "integer"; readonly value: string; readonly help: string }
) & {
  /** One letter: `j` for `-j`. */
  readonly short?: string;
};

/** By long name, without the dashes. */
export type Options = Readonly<Record<string, Option>>;

interface ValueOf {
  readonly flag: boolean;
  readonly text: string | undefined;
  readonly texts: readonly string[];
  readonly integer: number | undefined;
}

export type Values<O extends Options> = { readonly [K in keyof O]: ValueOf[O[K]["kind"]] };

export interface Arguments {
  readonly values: Values<Options>;
  /** What is neither an option nor its value. */
  readonly words: readonly string[];
  /** Everything after `--`, untouched. */
  readonly rest: readonly string[];
}

/** Of every command, where an option of its own does not take the letter. */
const shortOfAll: Readonly<Record<string, string>> = { h: "help", w: "workspace" };

export function readArguments(argv: readonly string[], options: Options): Arguments {
  const values: Record<string, boolean | number | string | readonly string[] | undefined> = {};
  for (const [name, { kind }] of Object.entries(options))
    values[name] = kind === "flag" ? false : kind === "texts" ? [] : undefined;
  const words: string[] = [];
  const end = argv.indexOf("--");
  const mine = argv.slice(0, end < 0 ? undefined : end);
  for (let i = 0; i < mine.length; i++) {
    const long = spellOut(mine, i, options);
    if (!long.startsWith("--")) {
      if (/^-[a-z]/i.test(long)) throw new UsageError(`${long}: no such option; see --help`);
      words.push(long);
      continue;
    }
    const equals = long.indexOf("=");
    const name = equals < 0 ? long.slice(2) : long.slice(2, equals);
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) {
      const spelled = Object.keys(options).map((each) => `--${each}`);
      throw new UsageError(`--${name}: no such option.${didYouMean(`--${name}`, spelled)} See --help`);
    }
    if (option.kind === "flag") {
      if (equals >= 0) throw new UsageError(`--${name} takes no value`);
      values[name] = true;
      continue;
    }
    const given = equals < 0 ? mine[++i] : long.slice(equals + 1);
    if (given === undefined) throw new UsageError(`--${name}: ${option.value} is missing after it`);
    if (option.kind === "texts") values[name] = [...((values[name] as readonly string[]) ?? []), given];
    else values[name] = option.kind === "integer" ? readInteger(name, given) : given;
  }
  return { values: values as Values<Options>, words, rest: end < 0 ? [] : argv.slice(end + 1) };
}

/** The word at a place, a letter as the name it stands for. What is written behind a letter moves to the next place. */
function spellOut(argv: string[], at: number, options: Options): string {
  const word = argv[at] as string;
  const name = /^-[a-z]/i.test(word) ? nameOf(word.slice(1, 2), options) : undefined;
  if (name === undefined) return word;
  if (word.length > 2) {
    // `-fj4` is `-f -j 4`
    const isFlag = options[name]?.kind === "flag";
    argv.splice(at + 1, 0, isFlag ? `-${word.slice(2)}` : word.slice(word[2] === "=" ? 3 : 2));
  }
  return `--${name}`;
}

function nameOf(letter: string, options: Options): string | undefined {
  const own = Object.keys(options).find((name) => options[name]?.short === letter);
  return own ?? shortOfAll[letter];
}

function readInteger(name: string, given: string): number {
  if (!/^-?\d{1,15}$/.test(given)) throw new UsageError(`--${name}: expected a whole number, got '${given}'`);
  return Number(given);
}
