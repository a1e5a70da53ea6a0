import { sampleRows } from "../../core/explain/chance";
import type { EncodedRows } from "./encodeRows";
import type { Backdrop } from "./prepared";

/** Rows of the data that stand for a background where none was given: as shap's maskers take them. */
const mostSampled = 100;

/**
 * The rows that features come from when they are not known. `most`: of a given background, where somebody waits in a page, who would
 * wait for days for a large one; a note says what was left out.
 */
export function backgroundOf(
  { given, data, isPage }: Backdrop,
  { width, most = mostSampled }: { readonly width: number; readonly most?: number },
  notes: string[],
): EncodedRows {
  if (given !== undefined) {
    if (!isPage || given.rows <= most) return given;
    notes.push(`the background is ${most} of the ${given.rows} rows that were given`);
    return sampled(given, width, most);
  }
  notes.push(
    data.rows <= mostSampled
      ? "the background is the data itself"
      : `the background is ${mostSampled} rows of the data`,
  );
  return sampled(data, width, mostSampled);
}

function sampled({ rows, values }: EncodedRows, width: number, most: number): EncodedRows {
  if (rows <= most) return { rows, values };
  const picked = new Float64Array(most * width);
  for (const [i, place] of sampleRows(rows, most).entries())
    picked.set(values.subarray(place * width, (place + 1) * width), i * width);
  return { rows: most, values: picked };
}
