import { integer, object, optional, type Reader, string } from "../../shared/readers";
import { folderIn } from "../commands/runArguments";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { type ModelsNode, modelOf } from "./modelNodes";

/** What a command on models was given; what is missing it asks for. */
export interface ModelChoice {
  readonly runtime: FolderRuntime;
  readonly model: string;
  readonly version?: number;
}

/** What a page's menu hands over: `data-vscode-context`. */
const readContext = object<{ tidemarkModel?: string; tidemarkVersion?: number }>({
  tidemarkModel: optional(string) as Reader<string>,
  tidemarkVersion: optional(integer) as Reader<number>,
});

/** A line of the tree; a page's menu; or a name and perhaps a version from a page. Undefined: the user is asked. */
export function modelIn(args: readonly unknown[], runtimes: Runtimes): Partial<ModelChoice> {
  const [first, second] = args;
  if (isModelsNode(first)) return choiceOf(first);
  const runtime = folderIn(args, runtimes);
  if (runtime === undefined) return {};
  if (typeof first === "string" && !first.startsWith("file://"))
    return { runtime, model: first, ...(typeof second === "number" && { version: second }) };
  if (typeof first !== "object" || first === null || Array.isArray(first)) return {};
  const { tidemarkModel, tidemarkVersion } = readContext(first, "context");
  if (tidemarkModel === undefined) return {};
  return {
    runtime,
    model: tidemarkModel,
    ...(tidemarkVersion !== undefined && { version: tidemarkVersion }),
  };
}

function choiceOf(node: ModelsNode): Partial<ModelChoice> {
  if (node.kind === "folder") return { runtime: node.runtime };
  const { runtime, model } = modelOf(node);
  if (node.kind === "model") return { runtime, model: model.name };
  const { version } = node.kind === "version" ? node.version : node.of.version;
  return { runtime, model: model.name, version };
}

function isModelsNode(value: unknown): value is ModelsNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    (["model", "version", "origin", "serving"].includes(String(value.kind)) ||
      (value.kind === "folder" && "runtime" in value))
  );
}
