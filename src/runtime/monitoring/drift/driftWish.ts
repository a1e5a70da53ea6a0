import type { DriftWish } from "../../../core/drift/measureDrift";
import { tests } from "../../../core/drift/tests";
import { invalid } from "../../../shared/apiError";
import { type ColumnType, type DriftTest, driftTests } from "../../../shared/drift";
import { didYouMean } from "../../../shared/suggest";

/** What somebody wrote, by the names of the options. */
export interface AskedDrift {
  /** Parted by commas, where it is one text. */
  readonly columns?: string | readonly string[] | undefined;
  readonly method?: string | undefined;
  readonly "num-method"?: string | undefined;
  readonly "cat-method"?: string | undefined;
  readonly "text-method"?: string | undefined;
  readonly threshold?: string | number | undefined;
  readonly "drift-share"?: string | number | undefined;
  readonly segment?: string | undefined;
  readonly target?: string | undefined;
  readonly prediction?: string | undefined;
  readonly embeddings?: readonly string[] | undefined;
}

/** Reads it; `say` puts the name of an option as the reader knows it: `--method`. */
export function readDriftWish(asked: AskedDrift, say: (name: keyof AskedDrift) => string): DriftWish {
  const method = (name: "method" | "num-method" | "cat-method" | "text-method", type?: ColumnType) => {
    const word = asked[name];
    return word === undefined ? undefined : readMethod(word, say(name), type);
  };
  return {
    columns: readColumns(asked.columns, say("columns")),
    method: method("method"),
    numMethod: method("num-method", "num"),
    catMethod: method("cat-method", "cat"),
    textMethod: method("text-method", "text"),
    threshold: readNumber(asked.threshold, say("threshold")),
    driftShare: readShare(asked["drift-share"], say("drift-share")),
    segment: asked.segment,
    target: asked.target,
    prediction: asked.prediction,
    embeddings: asked.embeddings?.length
      ? asked.embeddings.map((word) => readGroup(word, say("embeddings")))
      : undefined,
  };
}

function readColumns(asked: AskedDrift["columns"], where: string): string[] | undefined {
  if (asked === undefined) return undefined;
  const names = typeof asked === "string" ? asked.split(",").map((name) => name.trim()) : asked;
  if (names.length === 0 || names.includes("")) invalid(`${where}: a column's name is missing`);
  return [...new Set(names)];
}

function readMethod(word: string, where: string, type: ColumnType | undefined): DriftTest {
  const fitting = driftTests.filter((name) => type === undefined || tests[name].types.includes(type));
  const found = fitting.find((name) => name === word);
  if (found) return found;
  if (type !== undefined && driftTests.some((name) => name === word))
    invalid(`${where}: '${word}' does not test such columns; one of ${fitting.join(", ")}`);
  return invalid(`${where}: there is no test '${word}'.${didYouMean(word, fitting)} One of ${fitting.join(", ")}`);
}

function readNumber(word: string | number | undefined, where: string): number | undefined {
  if (word === undefined) return undefined;
  const value = Number(word);
  return String(word).trim() !== "" && Number.isFinite(value)
    ? value
    : invalid(`${where}: expected a number, got '${word}'`);
}

function readShare(word: string | number | undefined, where: string): number | undefined {
  const value = readNumber(word, where);
  return value === undefined || (value >= 0 && value <= 1)
    ? value
    : invalid(`${where}: expected 0 to 1, got '${word}'`);
}

/** `name=a,b`, `name=prefix_*`, or the name of a column of lists. */
function readGroup(word: string, where: string) {
  const equals = word.indexOf("=");
  const name = equals < 0 ? word : word.slice(0, equals);
  const columns = (equals < 0 ? word : word.slice(equals + 1)).split(",").map((each) => each.trim());
  if (name.trim() === "" || columns.some((each) => each === ""))
    invalid(`${where}: expected NAME=COLUMN,COLUMN… or a column of lists, got '${word}'`);
  return { name, columns };
}
