import { type Constant, constantsOf } from "../onnx/constants";
import type { Model, Node } from "../onnx/model";
import type { Source } from "../onnx/source";
import { type NodeAttributes, readNodeAttributes } from "../trees/nodeAttributes";
import { combine, constantSum, createTerms, type Sum, scaled, type Term } from "./additive";

/** Where the columns of an input stand among the features. */
export interface InputColumns {
  readonly name: string;
  readonly first: number;
  readonly width: number;
}

export interface AdditiveValue {
  readonly columns: readonly Sum[];
  readonly terms: readonly Term[];
}

/** What the graph computes under a name, as sums of its inputs; undefined where it is more than that. */
export function additiveValue(
  source: Source,
  model: Model,
  inputs: readonly InputColumns[],
  name: string,
): AdditiveValue | undefined {
  const terms = createTerms();
  const constants = constantsOf(source, model);
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.map((each): [string, Node] => [each, node])));
  const known = new Map<string, readonly Sum[] | undefined>();
  const attributesOf = ({ span }: Node) => readNodeAttributes(source.read(span.from, span.to - span.from));

  function value(of: string): readonly Sum[] | undefined {
    if (known.has(of)) return known.get(of);
    known.set(of, undefined); // a circle is no sum
    const input = inputs.find((each) => each.name === of);
    const maker = makers.get(of);
    const found =
      input !== undefined
        ? Array.from({ length: input.width }, (_, i) => single({ feature: input.first + i }))
        : maker && made(maker, of);
    known.set(of, found);
    return found;
  }
  const single = (term: Term): Sum => ({ constant: 0, weights: new Map([[terms.place(term), 1]]) });

  function made(node: Node, of: string): readonly Sum[] | undefined {
    const [first = "", second = ""] = node.inputs;
    switch (node.operation) {
      case "Identity":
      case "Cast":
      case "Reshape":
      case "Flatten":
      case "Squeeze":
      case "Unsqueeze":
        return value(first);
      case "Concat": {
        const parts = node.inputs.map(value);
        const axis = attributesOf(node).ints("axis")[0] ?? 0;
        return (axis === 1 || axis === -1) && parts.every((part) => part !== undefined) ? parts.flat() : undefined;
      }
      case "Scaler":
        return scaler(value(first), attributesOf(node));
      case "LinearRegressor":
      case "LinearClassifier": {
        const attributes = attributesOf(node);
        const isScore = node.operation === "LinearRegressor" || of === node.outputs[1];
        const isPlain = (attributes.strings("post_transform")[0] ?? "NONE") === "NONE";
        return isScore && (isPlain || node.operation === "LinearClassifier")
          ? linear(value(first), attributes)
          : undefined;
      }
      case "MatMul":
        return product(value(first), constants(second));
      case "Gemm":
        return gemm(node);
      case "Add":
      case "Sub":
      case "Mul":
      case "Div":
        return elementwise(node.operation, first, second);
      case "Neg":
        return value(first)?.map((each) => scaled(each, -1));
      case "Gather":
      case "ArrayFeatureExtractor": {
        const columns = value(first);
        const places = constants(second)?.numbers;
        const axis = node.operation === "Gather" ? (attributesOf(node).ints("axis")[0] ?? 0) : 1;
        if (columns === undefined || places === undefined || axis !== 1) return undefined;
        const chosen = Array.from(places, (place) => columns[place]);
        return chosen.every((each) => each !== undefined) ? chosen : undefined;
      }
      case "OneHotEncoder":
        return oneHot(value(first), attributesOf(node));
      default:
        return undefined;
    }
  }

  function gemm(node: Node): readonly Sum[] | undefined {
    const attributes = attributesOf(node);
    const [input = "", weights = "", bias = ""] = node.inputs;
    const matrix = constants(weights);
    if (matrix === undefined || attributes.ints("transA")[0] === 1) return undefined;
    const [alpha = 1] = attributes.floats("alpha");
    const [beta = 1] = attributes.floats("beta");
    const turned = attributes.ints("transB")[0] === 1 ? transposed(matrix) : matrix;
    const columns = product(value(input), turned)?.map((each) => scaled(each, alpha));
    const added = bias === "" ? undefined : constants(bias);
    if (bias !== "" && added === undefined) return undefined;
    return added === undefined
      ? columns
      : columns &&
          withConstant(
            "Add",
            columns,
            added.numbers.map((each) => each * beta),
            false,
          );
  }

  function elementwise(operation: Arithmetic, first: string, second: string): readonly Sum[] | undefined {
    const [left, right] = [constants(first), constants(second)];
    if (right !== undefined) {
      const columns = value(first);
      return columns && withConstant(operation, columns, right.numbers, false);
    }
    if (left !== undefined) {
      const columns = value(second);
      return columns && withConstant(operation, columns, left.numbers, true);
    }
    const [a, b] = [value(first), value(second)];
    if (a === undefined || b === undefined || a.length !== b.length) return undefined;
    if (operation !== "Add" && operation !== "Sub") return undefined;
    return a.map((each, i) => combine([each, b[i] as Sum], [1, operation === "Add" ? 1 : -1]));
  }

  function oneHot(columns: readonly Sum[] | undefined, attributes: NodeAttributes): readonly Sum[] | undefined {
    const words = attributes.strings("cats_strings");
    const categories: readonly (number | string)[] = words.length > 0 ? words : attributes.ints("cats_int64s");
    const features = columns?.map((column) => featureOf(column, terms.all));
    if (features === undefined || !features.every((each) => each !== undefined)) return undefined;
    return features.flatMap((feature) => categories.map((is) => single({ feature, is })));
  }

  const columns = value(name);
  return columns && { columns, terms: terms.all };
}

type Arithmetic = "Add" | "Sub" | "Mul" | "Div";

/** The feature that a column is, unchanged. */
function featureOf({ constant, weights }: Sum, terms: readonly Term[]): number | undefined {
  const [only] = weights;
  if (weights.size !== 1 || constant !== 0 || only?.[1] !== 1) return undefined;
  const term = terms[only[0]];
  return term?.is === undefined ? term?.feature : undefined;
}

function scaler(columns: readonly Sum[] | undefined, attributes: NodeAttributes): readonly Sum[] | undefined {
  const offset = attributes.floats("offset");
  const scale = attributes.floats("scale");
  const at = (list: Float32Array, i: number) => (list.length === 1 ? list[0] : list[i]) ?? Number.NaN;
  return columns?.map((each, i) => {
    const factor = scale.length === 0 ? 1 : at(scale, i);
    return scaled(each, factor, offset.length === 0 ? 0 : -factor * at(offset, i));
  });
}

/** `coefficients` stand output by output. */
function linear(columns: readonly Sum[] | undefined, attributes: NodeAttributes): readonly Sum[] | undefined {
  if (columns === undefined) return undefined;
  const weights = attributes.floats("coefficients");
  const constants = attributes.floats("intercepts");
  const outputs = weights.length / columns.length;
  if (!Number.isInteger(outputs)) return undefined;
  return Array.from({ length: outputs }, (_, k) =>
    combine(columns, weights.subarray(k * columns.length, (k + 1) * columns.length), constants[k] ?? 0),
  );
}

function product(columns: readonly Sum[] | undefined, matrix: Constant | undefined): readonly Sum[] | undefined {
  const [rows = 0, width = 1] = matrix?.dims ?? [];
  if (columns === undefined || matrix === undefined || columns.length !== rows || matrix.dims.length > 2)
    return undefined;
  return Array.from({ length: width }, (_, k) =>
    combine(
      columns,
      Float64Array.from({ length: rows }, (_each, i) => matrix.numbers[i * width + k] as number),
    ),
  );
}

function transposed({ dims, numbers }: Constant): Constant {
  const [rows = 0, width = 1] = dims;
  return {
    dims: [width, rows],
    texts: [],
    numbers: numbers.map((_, i) => numbers[(i % rows) * width + Math.floor(i / rows)] as number),
  };
}

function withConstant(
  operation: Arithmetic,
  given: readonly Sum[],
  numbers: Float64Array,
  isFirst: boolean,
): readonly Sum[] | undefined {
  const isWider = given.length === 1 && numbers.length > 1;
  if (!isWider && numbers.length !== 1 && numbers.length !== given.length) return undefined;
  if (isFirst && operation === "Div") return undefined;
  const columns = isWider ? Array.from(numbers, () => given[0] ?? constantSum(0)) : given;
  return columns.map((column, i) => {
    const number = numbers[numbers.length === 1 ? 0 : i] as number;
    switch (operation) {
      case "Add":
        return scaled(column, 1, number);
      case "Sub":
        return isFirst ? scaled(column, -1, number) : scaled(column, 1, -number);
      case "Mul":
        return scaled(column, number);
      case "Div":
        return scaled(column, 1 / number);
      default:
        return operation satisfies never;
    }
  });
}
