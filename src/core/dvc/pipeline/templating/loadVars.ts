import type { PlacedList } from "../../../yaml/placedValues";
import { isMap } from "../../mapKeys";
import { dateFaults, typeName, type ValueFile, type ValueFiles } from "../files/valueFile";
import { joinPath } from "../paths";
import type { Fault } from "../resolved";
import { type Context, type MapNode, nodeOf, nodeOfValue, Redefined } from "./context";
import { findExpressions } from "./expression";

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface VarsOptions {
  readonly files: ValueFiles;
  /** Of the dvc.yaml, or of the stage. */
  readonly folder: string;
  /** `vars`, or `stages.train.vars`. */
  readonly where: string;
  /** Names that a loop has taken. */
  readonly reserved: readonly string[];
  complain(message: string, at: Span): void;
  /** A fault in another file, or something to say of it. */
  tell(fault: Fault): void;
}

/** Adds what `vars` names, in its order. Says whether all went well. */
export async function loadVars(context: Context, vars: PlacedList, options: VarsOptions): Promise<boolean> {
  let isGood = true;
  for (const [index, item] of vars.items.entries()) {
    const said = await loadOne(context, item, index, options);
    if (said === undefined) continue;
    isGood = false;
    if (said !== "") options.complain(`${options.where}[${index}]: ${said}`, item);
  }
  return isGood;
}

/** The params.yaml beside a dvc.yaml is there without being named. */
export async function loadDefault(context: Context, options: VarsOptions): Promise<boolean> {
  const read = await options.files.get(joinPath(options.folder, "params.yaml"));
  if (read === undefined) return true;
  const said = await mergeFile(context, "params.yaml", "params.yaml", options);
  if (said) options.complain(said, { from: 0, to: 0 });
  return said === undefined;
}

/** Why not; "" where that was said already. */
async function loadOne(
  context: Context,
  item: PlacedList["items"][number],
  index: number,
  options: VarsOptions,
): Promise<string | undefined> {
  if (item.kind === "scalar" && typeof item.value === "string") {
    if (findExpressions(item.value).length > 0) return "expressions are not resolved in vars";
    return mergeFile(context, item.value, item.value, options);
  }
  if (item.kind !== "map") return "expected a file or keys and values";
  const templated = findTemplate(item);
  if (templated) {
    options.complain(`${options.where}[${index}]: expressions are not resolved in vars`, templated);
    return "";
  }
  return mergeNode(context, nodeOf(item, { label: `${options.where}[${index}]` }) as MapNode, options);
}

function findTemplate(value: PlacedList["items"][number]): Span | undefined {
  if (value.kind === "scalar")
    return typeof value.value === "string" && findExpressions(value.value).length > 0 ? value : undefined;
  if (value.kind === "list") return value.items.map(findTemplate).find((each) => each !== undefined);
  for (const { key, from, to, value: each } of value.entries) {
    const found = findExpressions(key).length > 0 ? { from, to } : findTemplate(each);
    if (found) return found;
  }
  return undefined;
}

/** `file`, or `file:key1,key2`. */
async function mergeFile(
  context: Context,
  item: string,
  shown: string,
  options: VarsOptions,
): Promise<string | undefined> {
  const [path = "", names = ""] = splitOnce(item, ":");
  const keys = names.split(",").filter((name) => name !== "");
  const file = joinPath(options.folder, path);
  const loaded = context.loaded.get(file);
  if (loaded !== undefined) {
    if (keys.length === 0 && loaded === null) return undefined; // the whole of it may be named again
    if (keys.length === 0) return `${shown} is loaded in part already, so it cannot be loaded as a whole`;
    if (loaded === null) return `${path} is loaded as a whole already`;
    const twice = keys.find((key) => loaded.includes(key));
    if (twice !== undefined) return `'${twice}' of ${path} is loaded already`;
  }
  const read = await options.files.get(file);
  if (read === undefined) return `the file ${file} is not there`;
  if ("fault" in read) {
    options.tell({ ...read.fault, severity: "error" });
    return "";
  }
  if (!isMap(read.value)) return `${file} holds ${typeName(read.value)}, where names and values are wanted`;
  const missing = keys.find((key) => !Object.hasOwn(read.value as object, key));
  if (missing !== undefined) return `${path} has no '${missing}'`;
  if (!context.loaded.has(file)) for (const fault of dateFaults(read)) options.tell(fault);
  const said = mergeNode(context, pickKeys(nodeOfFile(read), keys), options);
  if (said === undefined) context.loaded.set(file, keys.length === 0 ? null : [...(loaded ?? []), ...keys]);
  return said;
}

function nodeOfFile(read: ValueFile): MapNode {
  const origin = { label: read.file, file: read.file };
  const node = read.placed?.kind === "map" ? nodeOf(read.placed, origin) : nodeOfValue(read.value, origin);
  return node as MapNode;
}

function pickKeys(node: MapNode, keys: readonly string[]): MapNode {
  if (keys.length === 0) return node;
  return { ...node, entries: new Map([...node.entries].filter(([key]) => keys.includes(key))) };
}

function mergeNode(context: Context, node: MapNode, options: VarsOptions): string | undefined {
  const taken = options.reserved.filter((name) => node.entries.has(name));
  if (taken.length > 0) return `'${taken.join("' and '")}' is what the loop sets`;
  try {
    context.merge(node);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Redefined) return thrown.message;
    throw thrown;
  }
}

function splitOnce(text: string, at: string): readonly [string, string] {
  const cut = text.indexOf(at);
  return cut === -1 ? [text, ""] : [text.slice(0, cut), text.slice(cut + at.length)];
}

/** What a stage sees: its own vars do not reach others. */
export async function withVars(
  context: Context,
  vars: PlacedList | undefined,
  options: VarsOptions,
): Promise<Context | undefined> {
  if (!vars || vars.items.length === 0) return context;
  const own = context.clone();
  return (await loadVars(own, vars, options)) ? own : undefined;
}
