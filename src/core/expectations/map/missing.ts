import { cellOf } from "../cells";
import { columnOf, type Domain, missingIn } from "../domain";
import type { Kwargs } from "../kwargs";
import { mapOutcome } from "../mapOutcome";
import type { Outcome } from "../outcome";

/** Whether there is a value at all (or none). */
export function missing(shouldBeMissing: boolean): (domain: Domain, kwargs: Kwargs) => Outcome {
  return (domain, kwargs) => {
    const column = columnOf(domain, kwargs.text("column"));
    const isMissing = missingIn(column);
    const holds = shouldBeMissing ? isMissing : column.missing === 0 ? () => true : (row: number) => !isMissing(row);
    const { rows } = domain;
    const cell = (row: number) => cellOf(column, row);
    return mapOutcome({ rows, elements: rows.length, mostly: kwargs.mostly, holds, cell, isAboutMissing: true });
  };
}
