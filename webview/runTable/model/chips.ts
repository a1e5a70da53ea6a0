import type { RunStatus } from "../../../src/shared/runs";
import { starTag } from "../../../src/shared/tags";

/** A part of the filter that is set by clicking. Each is a clause of MLflow's grammar in the end. */
export type Chip =
  | { readonly kind: "status"; readonly status: RunStatus; readonly isNot: boolean }
  | { readonly kind: "branch"; readonly branch: string }
  | { readonly kind: "started"; readonly within: Span }
  | { readonly kind: "starred" };

export const spans = { "1h": 3_600_000, "1d": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000 } as const;
export type Span = keyof typeof spans;

export const branchTag = "mlflow.source.git.branch";

/** The filter that the runtime is asked for: what was typed, then the chips. `now`: the spans count back from it. */
export function filterWith(typed: string, chips: readonly Chip[], now: number): string {
  return [typed.trim(), ...chips.map((chip) => clauseOf(chip, now))].filter((part) => part !== "").join(" AND ");
}

function clauseOf(chip: Chip, now: number): string {
  switch (chip.kind) {
    case "status":
      return `attributes.status ${chip.isNot ? "!=" : "="} ${quoted(chip.status)}`;
    case "branch":
      return `tags.\`${branchTag}\` = ${quoted(chip.branch)}`;
    case "started":
      return `attributes.start_time >= ${now - spans[chip.within]}`;
    case "starred":
      return `tags.\`${starTag}\` = 'true'`;
    default:
      return chip satisfies never;
  }
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A key as it stands in a filter: bare where the grammar takes it bare. */
export function writtenKey(family: string, key: string): string {
  return /^[\p{L}\p{N}\p{M}_$@/:.-]+$/u.test(key) && !/^[.]|[.]$|[.][.]/.test(key)
    ? `${family}.${key}`
    : `${family}.\`${key.replaceAll("`", "``")}\``;
}

/** A chip takes the place of one that says something of the same. */
export function withChip(chips: readonly Chip[], chip: Chip): Chip[] {
  return [...chips.filter(({ kind }) => kind !== chip.kind), chip];
}
