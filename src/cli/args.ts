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
const shortOfAll: Readonly<Record<string, string>> = { "-h": "--help", "-w": "--workspace" };

export function readArguments(argv: readonly string[], options: Options): Arguments {
  const values: Record<string, boolean | number | string | readonly string[] | undefined> = {};
  for (const [name, { kind }] of Object.entries(options))
    values[name] = kind === "flag" ? false : kind === "texts" ? [] : undefined;
  const short = shortNames(options);
  const words: string[] = [];
  const end = argv.indexOf("--");
  const mine = end < 0 ? argv : argv.slice(0, end);
  for (let i = 0; i < mine.length; i++) {
    const word = mine[i] as string;
    const long = short[word] ?? word;
    if (!long.startsWith("--")) {
      if (/^-[a-z]/i.test(word)) throw new UsageError(`${word}: no such option; see --help`);
      words.push(word);
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

function shortNames(options: Options): Readonly<Record<string, string>> {
  const own = Object.entries(options).flatMap(([name, { short }]) => (short ? [[`-${short}`, `--${name}`]] : []));
  return { ...shortOfAll, ...(Object.fromEntries(own) as Record<string, string>) };
}

function readInteger(name: string, given: string): number {
  if (!/^-?\d{1,15}$/.test(given)) throw new UsageError(`--${name}: expected a whole number, got '${given}'`);
  return Number(given);
}
