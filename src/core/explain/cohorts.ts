import type { ExplainedCohort, ExplainedCohorts } from "../../shared/explanation";
import type { Explained } from "./game";
import type { Segments } from "./segments";

/** Means over the rows of each part. `from`: which row of the table the first of these is; `output`: of one output alone. */
export function cohortsOf(
  features: readonly string[],
  explained: Explained,
  { names, of }: Segments,
  from = 0,
  output?: number,
): Pick<ExplainedCohorts, "features" | "cohorts"> {
  const { rows, values, base, predictions } = explained;
  const outputs = base.length;
  const width = features.length;
  const outputsMeant = output === undefined ? [...base.keys()] : [output];
  const parts = names.map((name) => ({
    name,
    rows: 0,
    prediction: 0,
    mean_abs: new Float64Array(width),
    mean: new Float64Array(width),
  }));
  for (let row = 0; row < rows; row++) {
    const part = parts[of[from + row] as number];
    if (part === undefined) continue;
    part.rows++;
    for (const k of outputsMeant) {
      part.prediction += predictions[row * outputs + k] as number;
      for (let feature = 0; feature < width; feature++) {
        const value = values[(row * width + feature) * outputs + k] as number;
        part.mean_abs[feature] = (part.mean_abs[feature] as number) + Math.abs(value);
        part.mean[feature] = (part.mean[feature] as number) + value;
      }
    }
  }
  const cohorts = parts
    .filter((part) => part.rows > 0)
    .map((part): ExplainedCohort => {
      const { name, rows: many } = part;
      const mean = (sum: number) => sum / many;
      return {
        name,
        rows: many,
        prediction: mean(part.prediction) / outputsMeant.length,
        mean_abs: Array.from(part.mean_abs, mean),
        mean: Array.from(part.mean, mean),
      };
    });
  return { features, cohorts };
}
