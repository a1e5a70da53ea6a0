import type { ColumnPicture, DriftReport } from "../../shared/drift";
import type { Frame } from "../frame/frame";
import { compareColumns, type DriftOptions, reportOf } from "./driftReport";
import { type EmbeddingGroup, embeddingDrifts, withoutParts } from "./embedding/embeddings";
import { pictureOf } from "./picture";
import { segmentReports } from "./segments";

export interface DriftWish extends DriftOptions {
  /** A report for each value of this column as well. */
  readonly segment?: string | undefined;
  readonly embeddings?: readonly EmbeddingGroup[] | undefined;
  /** Also what a page draws of each tested column. */
  readonly isDrawn?: boolean | undefined;
}

/** Two tables held against each other. */
export function measureDrift(
  reference: Frame,
  current: Frame,
  wish: DriftWish,
): { readonly report: DriftReport; readonly columns: ColumnPicture[] } {
  const [old, fresh] = [reference, current].map((frame) => withoutParts(frame, wish.embeddings)) as [Frame, Frame];
  const columns: ColumnPicture[] = [];
  const compared = compareColumns(old, fresh, wish, (pair, { role }) => {
    if (wish.isDrawn) columns.push(pictureOf(pair, role ?? "feature"));
  });
  const report = {
    ...reportOf(compared, wish.driftShare),
    ...(wish.segment !== undefined && { segments: segmentReports(old, fresh, wish.segment, wish) }),
    ...(wish.embeddings && { embeddings: embeddingDrifts(reference, current, wish.embeddings) }),
  };
  return { report, columns };
}
