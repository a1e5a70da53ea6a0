import type { AskedModel } from "../../core/explain/game";
import { invalid } from "../../shared/apiError";
import { makeData, openLocalEngine, Refusal, type Tensor } from "../serving/serving";
import type { RowEncoder } from "./encodeRows";
import type { OpenedModel } from "./openModel";

/** Asks the model itself, in this process. Opened when it is first asked. */
export interface AskedEngine extends AskedModel {
  close(): Promise<void>;
}

/** `sample`: one row, which says how many numbers come back. */
export async function askEngine(
  { file, facts, columns }: OpenedModel,
  { words, features }: RowEncoder,
  sample: Float64Array,
): Promise<AskedEngine> {
  const { prediction, probabilities } = facts;
  const place = probabilities ?? prediction;
  const engine = await openLocalEngine(file);
  const width = features.length;

  async function ask(rows: Float64Array, count: number): Promise<Float64Array> {
    const inputs = columns.inputs.map(({ facts: { type, shape }, first, width: own = width }): Tensor => {
      const dims = shape.length === 1 ? [count] : [count, ...shape.slice(1).map((size) => size ?? own)];
      const data = makeData(type, count * own);
      for (let row = 0, at = 0; row < count; row++)
        for (let i = first; i < first + own; i++, at++) data[at] = cell(rows[row * width + i] as number, i, type);
      return { type, dims, data } as Tensor;
    });
    try {
      const output = (await engine.run(inputs, count))[place];
      if (output === undefined || typeof output.data[0] === "string")
        return invalid(`${file.path}: it answers with labels alone, and only numbers can be explained`);
      return Float64Array.from(output.data as ArrayLike<number | bigint>, Number);
    } catch (error) {
      if (error instanceof Refusal) return invalid(`${file.path}: ${error.message}`);
      throw error;
    }
  }
  function cell(value: number, feature: number, type: Tensor["type"]): never {
    // what an array takes is said by its type, which is known only here
    if (type === "string") return (words[feature]?.[value] ?? "") as never;
    return (type === "int64" || type === "uint64" ? BigInt(Math.round(value)) : value) as never;
  }

  try {
    const outputs = (await ask(sample, 1)).length;
    return { width, outputs, ask, close: () => engine.close() };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
