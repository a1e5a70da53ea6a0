import type { Model } from "./model";
import type { Labels } from "./plainTensors";

/** What `tidemark convert` wrote into a file, of things that ONNX has no place for. */
export interface ConvertedFacts {
  readonly classes: Labels | undefined;
  /** Names of the columns of its one table. */
  readonly columns: readonly string[] | undefined;
}

export function convertedFacts({ metadata }: Pick<Model, "metadata">): ConvertedFacts {
  const classes = listIn(metadata["tidemark.classes"]);
  const columns = listIn(metadata["tidemark.columns"]);
  const areLabels = classes?.every((each) => typeof each === "string" || typeof each === "number");
  const areNames = columns?.every((each) => typeof each === "string");
  return {
    classes: areLabels && classes?.length ? (classes as Labels) : undefined,
    columns: areNames ? (columns as string[]) : undefined,
  };
}

/** Anybody may write into a file: what is no list says nothing. */
function listIn(text: string | undefined): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
