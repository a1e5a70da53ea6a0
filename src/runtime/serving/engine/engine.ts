import type { ModelFacts } from "../modelFacts";
import type { Tensor } from "../tensors";

/** Runs one model, here or in another process. */
export interface Engine {
  readonly facts: ModelFacts;
  /** Inputs in the model's order, outputs in that of its facts. Throws a Refusal for what the model would not take. */
  run(inputs: readonly Tensor[], rows: number): Promise<readonly Tensor[]>;
  close(): Promise<void>;
}
