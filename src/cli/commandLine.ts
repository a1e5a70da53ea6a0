import { didYouMean } from "../shared/suggest";
import { version } from "../shared/version";
import { type Options, readArguments, UsageError } from "./args";
import type { Door } from "./door";
import { dvcOutput } from "./dvcOutput";
import { explain } from "./explain";
import { dvcOptions, globalOptions, optionsOf } from "./globalOptions";
import { familyHelp, generalHelp, verbHelp } from "./help";
import type { Output } from "./output";
import type { Verb } from "./verb";
import { findVerb, type VerbEntry } from "./verbEntry";
import { workspaceIn } from "./workspace";

export interface Commands {
  readonly verbs: readonly VerbEntry[];
  openDoor(workspace: string): Promise<Door>;
}

/** One command from its words to its exit code. */
export async function runCommandLine(commands: Commands, argv: readonly string[], out: Output): Promise<number> {
  try {
    return await runVerb(commands, argv, out);
  } catch (error) {
    return explain(error, out, argv.includes("-v") || argv.includes("--verbose"));
  }
}

async function runVerb({ verbs, openDoor }: Commands, argv: readonly string[], out: Output): Promise<number> {
  const found = findVerb(verbs, leadingWords(argv));
  if (!found) return withoutVerb(verbs, argv, out);
  const verb = await found.entry.load();
  const isOfDvc = found.entry.group === "Data" || found.entry.group === "Pipelines";
  const given = readArguments(respelled(argv, found.taken, verb.spelled), {
    ...verb.options,
    ...globalOptions,
    ...optionsOf(found.entry.group),
  });
  if (given.values.help) {
    out.print(verbHelp(found.entry, verb));
    return 0;
  }
  const words = given.words.slice(found.taken);
  checkWords(verbs, { name: found.entry.name, verb, words, rest: given.rest });
  const workspace = workspaceIn(given);
  let opened: Promise<Door> | undefined;
  const door = (): Promise<Door> => {
    opened ??= openDoor(workspace);
    return opened;
  };
  try {
    const json = given.values.json === true;
    const quiet = given.values.quiet === true;
    const said = isOfDvc ? dvcOutput(out, { quiet, json }) : out;
    const call = { workspace, json, quiet, options: given.values, words, rest: given.rest, out: said, door };
    const code = await verb.run(call);
    return code ?? 0;
  } finally {
    await (await opened)?.close();
  }
}

/** The verb is found before its options are known, so only options of every command may stand before it. */
function leadingWords(argv: readonly string[]): string[] {
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === "--workspace" || word === "-w" || word === "--cd") i++;
    else if (!word.startsWith("-")) words.push(word);
    else if (words.length > 0 || word === "--") break;
  }
  return words;
}

/** What a verb calls by another name, behind its own words: `--workspace` is a flag of `data gc`, as it is with dvc. */
function respelled(argv: readonly string[], taken: number, spelled: Verb["spelled"]): readonly string[] {
  if (spelled === undefined) return argv;
  let words = 0;
  return argv.map((word, at) => {
    const isValue = ["--workspace", "-w", "--cd"].includes(argv[at - 1] ?? "") && words === 0;
    if (words < taken && !word.startsWith("-") && !isValue) words++;
    return words === taken ? (spelled[word] ?? word) : word;
  });
}

function withoutVerb(verbs: readonly VerbEntry[], argv: readonly string[], out: Output): number {
  const { words, values } = readArguments(argv, {
    ...globalOptions,
    ...dvcOptions,
    version: { kind: "flag", help: "" } as const,
  });
  const [first] = words;
  if (values.version) out.print(version);
  else if (first === undefined || first === "help") out.print(generalHelp(verbs));
  else {
    const above = [words.slice(0, 2).join(" "), first].find((name) =>
      verbs.some((each) => each.name.startsWith(`${name} `)),
    );
    const family = verbs.filter((each) => each.name.startsWith(`${above} `)).map((each) => each.name);
    if (values.help && above !== undefined) out.print(familyHelp(verbs, above));
    else if (family.length > 0)
      throw new UsageError(
        `${words.join(" ")}: which of ${family.join(", ")}?${words.length > (above ?? "").split(" ").length ? didYouMeanVerb(verbs, words) : ""}`,
      );
    else
      throw new UsageError(`${first}: no such command.${didYouMeanVerb(verbs, words)} \`tidemark --help\` lists them`);
  }
  return 0;
}

/** A typo may be in either word: `run lsit`, `stauts`. */
function didYouMeanVerb(verbs: readonly VerbEntry[], words: readonly string[]): string {
  const names = verbs.map(({ name }) => name);
  return didYouMean(words.slice(0, 2).join(" "), names) || didYouMean(words[0] ?? "", names);
}

interface Asked {
  readonly name: string;
  readonly verb: Verb<Options>;
  readonly words: readonly string[];
  readonly rest: readonly string[];
}

function checkWords(verbs: readonly VerbEntry[], asked: Asked): void {
  const { name, verb, words, rest } = asked;
  const { least, most } = verb.words ?? { least: 0, most: 0 };
  if (words.length < least || words.length > most)
    throw new UsageError(
      words.length < least
        ? `${name}: something is missing: tidemark ${name} ${verb.usage}`
        : `${name}: ${tooMany(verbs, asked)}`,
    );
  if (rest.length > 0 && !verb.takesRest) throw new UsageError(`${name}: takes nothing after --`);
}

function tooMany(verbs: readonly VerbEntry[], { name, verb, words }: Asked): string {
  const word = words[verb.words?.most ?? 0] ?? "";
  const meant = didYouMeanVerb(verbs, [name, word]);
  // the command itself is no advice
  const advice = meant.includes(`'${name}'`) ? "" : meant;
  if (advice === "" && verb.takesRest) return `put -- before the command: tidemark ${name} -- ${words.join(" ")}`;
  return `'${word}' is one too many.${advice} Usage: ${`tidemark ${name} ${verb.usage}`.trim()}`;
}
