import { invalid } from "../../../shared/apiError";
import type { EmbeddingDrift } from "../../../shared/drift";
import type { Frame } from "../../frame/frame";
import { trainedArea } from "./denseClassifier";
import { meanCosine, squaredDiscrepancy } from "./vectorDistances";
import { readVectors, type Vectors } from "./vectors";

/** Columns that are one vector together, or one column of lists. A name may end in `*`. */
export interface EmbeddingGroup {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Of the area under the ROC curve, as Evidently's. */
const threshold = 0.55;

export function embeddingDrifts(
  reference: Frame,
  current: Frame,
  groups: readonly EmbeddingGroup[],
): Record<string, EmbeddingDrift> {
  return Object.fromEntries(
    groups.map((group) => {
      const [old, fresh] = [
        vectorsOf(reference, group, "the reference"),
        vectorsOf(current, group, "the current table"),
      ];
      if (old.dimensions !== fresh.dimensions)
        invalid(`--embeddings ${group.name}: ${old.dimensions} dimensions in the reference, ${fresh.dimensions} now`);
      const auc = trainedArea(old, fresh);
      const drift = { mmd: squaredDiscrepancy(old, fresh), cosine: meanCosine(old, fresh) };
      return [group.name, { dimensions: old.dimensions, auc, ...drift, threshold, drift: auc > threshold }];
    }),
  );
}

function vectorsOf(frame: Frame, group: EmbeddingGroup, table: string): Vectors {
  const found = partsOf(frame, group);
  if (found.length === 0) invalid(`--embeddings ${group.name}: ${table} has no column '${group.columns.join(",")}'`);
  const vectors = readVectors(frame, found);
  if (typeof vectors === "string") return invalid(`--embeddings ${group.name}: ${vectors} in ${table}`);
  if (vectors.rows < 2) invalid(`--embeddings ${group.name}: ${table} has fewer than two whole vectors`);
  return vectors;
}

function partsOf(frame: Frame, { columns }: EmbeddingGroup): string[] {
  const names = frame.columns.map(({ name }) => name);
  return columns.flatMap((asked) =>
    asked.endsWith("*")
      ? names.filter((name) => name.startsWith(asked.slice(0, -1)))
      : names.filter((name) => name === asked),
  );
}

/** The table without what vectors consist of: their numbers say nothing one by one. */
export function withoutParts(frame: Frame, groups: readonly EmbeddingGroup[] | undefined): Frame {
  if (!groups) return frame;
  const parts = new Set(groups.flatMap((group) => partsOf(frame, group)));
  return { rows: frame.rows, columns: frame.columns.filter(({ name }) => !parts.has(name)) };
}
