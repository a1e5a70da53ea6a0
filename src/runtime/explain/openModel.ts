import type { InputColumns } from "../../core/explain/additiveGraph";
import { convertedFacts } from "../../core/onnx/convertedFacts";
import { OnnxFault } from "../../core/onnx/fields";
import { invalid } from "../../shared/apiError";
import { type ModelFacts, type ModelFile, type ReadFile, withModelFile } from "../serving/serving";
import { findClasses } from "./findClasses";
import { findLinear, type LinearPart } from "./findLinear";
import { findTrees, type TreePart } from "./findTrees";
import { type ModelColumns, modelColumns } from "./modelColumns";

/** A model as one who explains it sees it. Exactly one of the parts is there, or none: then it is asked. */
export interface OpenedModel {
  readonly file: ModelFile;
  readonly facts: ModelFacts;
  readonly columns: ModelColumns;
  readonly trees: TreePart | undefined;
  readonly linear: LinearPart | undefined;
  /** Of a classifier, in the order of its probabilities, where the file says them. */
  readonly classes: readonly (string | number)[] | undefined;
}

/** Reads the file; starts nothing. */
export async function openModel(file: ModelFile): Promise<OpenedModel> {
  try {
    return await withModelFile(file, (read) => open(file, read));
  } catch (error) {
    if (error instanceof OnnxFault) return invalid(`${file.path}: ${error.message}`);
    if (isMissing(error)) return invalid(`${file.path} is not there`);
    throw error;
  }
}

function open(file: ModelFile, read: ReadFile): OpenedModel {
  const { facts, model } = read;
  const columns = modelColumns({
    inputs: facts.inputs,
    columns: facts.columns,
    converted: convertedFacts(model).columns,
  });
  const trees = findTrees(read, columns);
  const linear = trees === undefined ? findLinear(read, columns) : undefined;
  return { file, facts, columns, trees, linear, classes: findClasses(read) };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** The inputs as the graph's sums see them. Undefined where the width of a table is not known. */
export function inputColumns({ inputs }: ModelColumns): InputColumns[] | undefined {
  const known = inputs.flatMap(({ facts, first, width }) =>
    width === undefined ? [] : [{ name: facts.name, first, width }],
  );
  return known.length === inputs.length ? known : undefined;
}
