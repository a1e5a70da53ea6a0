import type { Clause } from "../../../core/search/filter";
import { type NumberColumn, pageBits, pageSize, type SeriesColumn, type TextColumn } from "../../kernel/store/columns";
import type { Table } from "../../kernel/store/table";
import type { Inputs } from "../inputs";
import { datasetContextTag, paramCell, runNameTag, tagCell } from "../store";
import { numberTest } from "./numbers";
import { passingCodes, textTest } from "./texts";

/** Leaves in `rows` (its first `count`) those that a clause lets through, and says how many are left. */
export type Sieve = (rows: Int32Array, count: number) => number;

const inPage = pageSize - 1;

/** What a clause is compiled against. */
export interface Ground {
  readonly runs: Table;
  readonly inputs: Inputs;
  readonly checkPatience: () => void;
}

/** Turns one clause of a run filter into a tight loop over the column that it asks about. */
export function compileClause(clause: Clause, { runs, inputs, checkPatience }: Ground): Sieve {
  switch (clause.entity) {
    case "metric":
      return metricSieve(clause, runs.series.get(clause.key));
    case "param":
      return textSieve(clause, runs.texts.get(paramCell + clause.key), checkPatience);
    case "tag":
      return textSieve(clause, runs.texts.get(tagCell + clause.key), checkPatience);
    case "dataset":
      return datasetSieve(clause, runs, inputs);
    default:
      return attributeSieve(clause, runs, checkPatience);
  }
}

function attributeSieve(clause: Clause, runs: Table, checkPatience: () => void): Sieve {
  switch (clause.key) {
    case "run_id":
      return idSieve(clause, runs);
    case "run_name":
      return textSieve(clause, runs.texts.get(tagCell + runNameTag), checkPatience);
    case "start_time":
    case "end_time":
      return numberSieve(clause, runs.numbers.get(clause.key));
    default:
      return textSieve(clause, runs.texts.get(clause.key === "user_id" ? "user" : clause.key), checkPatience);
  }
}

/** Keeps the rows that a test of the ordinal accepts. */
export function sieve(accepts: (ordinal: number) => boolean): Sieve {
  return (rows, count) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const ordinal = rows[i] as number;
      if (accepts(ordinal)) rows[kept++] = ordinal;
    }
    return kept;
  };
}

const nothing: Sieve = () => 0;
const everything: Sieve = (_rows, count) => count;

function metricSieve(clause: Clause, series: SeriesColumn | undefined): Sieve {
  if (!series) return nothing;
  const test = numberTest(clause.comparator, clause.value as number);
  const { pages } = series;
  return sieve((ordinal) => {
    const page = pages[ordinal >> pageBits];
    const i = ordinal & inPage;
    return page !== undefined && (page.counts[i] as number) > 0 && test(page.values[i] as number);
  });
}

function numberSieve(clause: Clause, column: NumberColumn | undefined): Sieve {
  if (!column) return nothing;
  const test = numberTest(clause.comparator, clause.value as number);
  const { pages } = column;
  return sieve((ordinal) => {
    const value = pages[ordinal >> pageBits]?.[ordinal & inPage] ?? Number.NaN;
    return !Number.isNaN(value) && test(value);
  });
}

function textSieve(clause: Clause, column: TextColumn | undefined, checkPatience: () => void): Sieve {
  if (clause.comparator === "IS NULL") return column ? sieve((ordinal) => column.code(ordinal) === 0) : everything;
  if (!column) return nothing;
  if (clause.comparator === "IS NOT NULL") return sieve((ordinal) => column.code(ordinal) !== 0);
  const { pages } = column;
  if (clause.comparator === "=" || clause.comparator === "!=") {
    const wanted = column.codeOf(String(clause.value));
    if (clause.comparator === "!=")
      return sieve((ordinal) => {
        const code = pages[ordinal >> pageBits]?.[ordinal & inPage] ?? 0;
        return code !== 0 && code !== wanted;
      });
    return wanted === 0 ? nothing : sieve((ordinal) => pages[ordinal >> pageBits]?.[ordinal & inPage] === wanted);
  }
  const passes = passingCodes(column.words, textTest(clause), checkPatience);
  return sieve((ordinal) => passes[pages[ordinal >> pageBits]?.[ordinal & inPage] ?? 0] === 1);
}

function idSieve(clause: Clause, runs: Table): Sieve {
  const wanted = clause.comparator === "=" ? [String(clause.value)] : clause.comparator === "IN" ? clause.value : null;
  if (Array.isArray(wanted)) {
    const ordinals = new Set(wanted.map((id: string) => runs.ordinal(id)));
    return sieve((ordinal) => ordinals.has(ordinal));
  }
  const test = textTest(clause);
  return sieve((ordinal) => test(runs.id(ordinal) ?? ""));
}

function datasetSieve(clause: Clause, runs: Table, inputs: Inputs): Sieve {
  const test = textTest(clause);
  return sieve((ordinal) => {
    const doc = inputs.find(runs.id(ordinal) ?? "");
    if (!doc) return false;
    return inputs.datasetsOf(doc).some(({ dataset, tags }) => {
      if (clause.key !== "context") return test(clause.key === "name" ? dataset.name : dataset.digest);
      return tags.some(({ key, value }) => key === datasetContextTag && test(value));
    });
  });
}
