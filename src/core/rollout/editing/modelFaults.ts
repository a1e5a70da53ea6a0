import type { ModelSummary } from "../../../shared/models";
import { didYouMean } from "../../../shared/suggest";
import { parseModelUri } from "../../mlflow/modelUri";
import { outlineOf, type Span } from "../../yaml/outline";
import { namesModel } from "./schemaAt";

/** A model that a file names and that is not registered here, now. */
export interface ModelFault extends Span {
  readonly message: string;
}

export function modelFaults(text: string, models: readonly ModelSummary[]): ModelFault[] {
  return outlineOf(text).entries.flatMap(({ path, key, valueSpan }) => {
    if (valueSpan === undefined || !namesModel([...path, key])) return [];
    const written = text.slice(valueSpan.from, valueSpan.to);
    const from = valueSpan.from + (written.length - written.trimStart().length);
    const address = written.trim().replace(/^(["'])(.*)\1$/, "$2");
    const message = faultOf(address, models);
    return message === undefined ? [] : [{ from, to: valueSpan.to, message }];
  });
}

function faultOf(address: string, models: readonly ModelSummary[]): string | undefined {
  const uri = parseModelUri(address);
  if (uri === undefined || uri.by === "id" || uri.by === "stage") return undefined;
  const model = models.find(({ name }) => name === uri.name);
  const names = models.map(({ name }) => name);
  if (model === undefined) return `${address}: no model is registered as '${uri.name}'.${didYouMean(uri.name, names)}`;
  const newest = model.versions[0]?.version;
  if (uri.by === "version" && !model.versions.some(({ version }) => version === uri.version))
    return `${address}: ${uri.name} has no version ${uri.version}${newest === undefined ? "" : `; the newest is ${newest}`}.`;
  if (uri.by !== "alias") return undefined;
  const aliases = model.versions.flatMap((version) => version.aliases);
  if (aliases.some((alias) => alias.toLowerCase() === uri.alias.toLowerCase())) return undefined;
  return `${address}: ${uri.name} has no alias '${uri.alias}'.${didYouMean(uri.alias, aliases)}`;
}
