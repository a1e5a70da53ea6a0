import { runGrammar } from "../../../src/core/search/grammar";
import { runStatuses } from "../../../src/shared/runs";
import { quoted, writtenKey } from "./chips";
import { colourFilter, type Piece } from "./colouring";

export interface Offer {
  /** What is put in the place of what was begun. */
  readonly text: string;
  readonly detail?: string;
}

export interface Offers {
  /** What an accepted offer takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly offers: readonly Offer[];
  /** Values of this column would be offered if they were known. */
  readonly wanted?: string;
}

export interface Schema {
  /** Keys of columns: `params.lr`. */
  readonly keys: readonly string[];
  /** Known values of a param or tag; undefined: not yet read. */
  valuesOf(key: string): readonly string[] | undefined;
}

const most = 50;
const families = { metrics: "metric", params: "param", tags: "tag" } as const;
const none: Offers = { from: 0, to: 0, offers: [] };

/** What may stand where the caret is. */
export function completeFilter(source: string, caret: number, schema: Schema): Offers {
  const before = colourFilter(source.slice(0, caret));
  const begun = begunAt(before);
  const from = caret - begun.length;
  const tokens = tokensOf(before, begun);
  const clause = tokens.slice(tokens.findLastIndex((token) => token.toLowerCase() === "and") + 1);
  const offer = (all: readonly Offer[], wanted?: string): Offers => ({
    from,
    to: caret,
    offers: matching(all, begun),
    ...(wanted === undefined ? {} : { wanted }),
  });
  const [subject, ...rest] = clause;
  if (subject === undefined) return offer(subjects(schema, begun));
  const operator = rest.join(" ").toUpperCase();
  const { key, comparators, isText } = meaningOf(subject);
  if (!comparators.some((each) => operator === each || operator.startsWith(`${each} `))) {
    // IS, NOT: the first word of two
    const left = comparators.filter((each) => each.startsWith(operator));
    return offer(left.map((each) => ({ text: `${each.slice(operator.length).trim()} ` })));
  }
  const isNull = operator.startsWith("IS ");
  const hasValue = !comparators.some((each) => operator === each);
  if (isNull || hasValue) return begun === "" || /^a/i.test(begun) ? offer([{ text: "AND " }]) : none;
  if (!isText) return none;
  const values = key === "attributes.status" ? runStatuses : schema.valuesOf(key);
  const isList = operator === "IN" || operator === "NOT IN";
  return offer(
    (values ?? []).map((value) => ({ text: isList ? `(${quoted(value)})` : quoted(value) })),
    values === undefined ? key : undefined,
  );
}

/** The word that is being written; after a space nothing is. */
function begunAt(pieces: readonly Piece[]): string {
  const last = pieces.at(-1);
  if (last === undefined || last.is === "space" || last.is === "sign") return "";
  const family = pieces.at(-2);
  return last.is === "name" && family?.is === "family" ? family.text + last.text : last.text;
}

function tokensOf(pieces: readonly Piece[], begun: string): string[] {
  const tokens: string[] = [];
  for (const [i, { is, text }] of pieces.entries()) {
    if (is === "space") continue;
    if (is === "name" && pieces[i - 1]?.is === "family") tokens[tokens.length - 1] += text;
    else tokens.push(text);
  }
  return begun === "" ? tokens : tokens.slice(0, -1);
}

function meaningOf(subject: string): { key: string; comparators: readonly string[]; isText: boolean } {
  const dot = subject.indexOf(".");
  const prefix = dot < 0 ? "attributes" : subject.slice(0, dot);
  const name = subject.slice(dot + 1).replaceAll(/^[`"]|[`"]$/g, "");
  for (const entity of Object.values(runGrammar.entities))
    if (entity.aliases.includes(prefix)) {
      const family = entity.aliases.find((alias) => alias.endsWith("s")) ?? prefix;
      return { key: `${family}.${name}`, comparators: entity.comparators, isText: entity.value !== "number" };
    }
  const attribute = runGrammar.attributes[name];
  return {
    key: `attributes.${name}`,
    comparators: attribute?.comparators ?? [],
    isText: attribute?.value === "text",
  };
}

function subjects(schema: Schema, begun: string): Offer[] {
  const attributes = Object.keys(runGrammar.attributes).map((name) => ({ text: `attributes.${name} ` }));
  const keys = schema.keys.flatMap((key): Offer[] => {
    const dot = key.indexOf(".");
    const family = key.slice(0, dot);
    return family in families ? [{ text: `${writtenKey(family, key.slice(dot + 1))} ` }] : [];
  });
  if (begun !== "") return [...keys, ...attributes];
  return [...Object.keys(families).map((family) => ({ text: `${family}.` })), { text: "attributes." }];
}

/** Those that begin so, then those that have it somewhere. */
function matching(all: readonly Offer[], begun: string): Offer[] {
  const wanted = begun.toLowerCase().replaceAll(/[`'"]/g, "");
  if (wanted === "") return all.slice(0, most);
  const bare = ({ text }: Offer) =>
    text
      .toLowerCase()
      .replaceAll(/[`'"(]/g, "")
      .trim();
  const heads = all.filter((each) => bare(each).startsWith(wanted));
  const others = all.filter((each) => !bare(each).startsWith(wanted) && bare(each).includes(wanted));
  const found = [...heads, ...others].slice(0, most);
  // nothing is offered for what already stands there
  return found.length === 1 && bare(found[0] as Offer) === wanted ? [] : found;
}
