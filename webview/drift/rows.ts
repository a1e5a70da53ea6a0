import { severity } from "../../src/core/drift/severity";
import type { ColumnDrift, ColumnPicture, DriftDocument, DriftReport } from "../../src/shared/drift";
import type { Own } from "./state";

/** A line of the table: a column with what was found of it, or why it was not tested. */
export interface Row {
  readonly name: string;
  readonly found: ColumnDrift | undefined;
  readonly skipped: string | undefined;
  readonly picture: ColumnPicture | undefined;
  readonly severity: number | undefined;
}

/** The report of the segment that is looked at; of all rows without one. */
export function reportOf(drift: DriftDocument, segment: string | undefined): DriftReport {
  return (segment === undefined ? undefined : drift.report.segments?.[segment]) ?? drift.report;
}

export function rowsOf(drift: DriftDocument, own: Own): Row[] {
  const report = reportOf(drift, own.segment);
  const pictures = new Map(drift.columns.map((each) => [each.name, each]));
  const all: Row[] = [
    ...Object.entries(report.columns).map(([name, found]) => ({
      name,
      found,
      skipped: undefined,
      picture: pictures.get(name),
      severity: severity(found),
    })),
    ...Object.entries(report.skipped).map(([name, skipped]) => ({
      name,
      found: undefined,
      skipped,
      picture: pictures.get(name),
      severity: undefined,
    })),
  ];
  const text = own.text.trim().toLowerCase();
  const shown = all.filter(
    ({ name, found }) => (!own.onlyDrifted || found?.drift === true) && name.toLowerCase().includes(text),
  );
  const turn = own.isTurned ? -1 : 1;
  return shown.sort((a, b) => turn * compare(a, b, own) || (a.name < b.name ? -1 : 1));
}

function compare(a: Row, b: Row, { sort }: Own): number {
  switch (sort) {
    case "score":
      return (
        Number(b.found?.drift ?? false) - Number(a.found?.drift ?? false) || (b.severity ?? -1) - (a.severity ?? -1)
      );
    case "name":
      return a.name.localeCompare(b.name);
    case "missing":
      return (b.picture?.sides.current.missing ?? 0) - (a.picture?.sides.current.missing ?? 0);
    default:
      return sort satisfies never;
  }
}
