import { parseModelUri } from "../../src/core/mlflow/modelUri";

export interface Registered {
  readonly name: string;
  readonly alias: string | undefined;
}

/** The registered model that an address means; undefined: a logged model, a run's or a file. */
export function registeredIn(address: string): Registered | undefined {
  const uri = parseModelUri(address);
  if (uri === undefined || uri.by === "id") return undefined;
  return { name: uri.name, alias: uri.by === "alias" ? uri.alias : undefined };
}
