import type { Lines } from "../../yaml/lines";
import type { PlacedMap, PlacedPair, PlacedValue } from "../../yaml/placedValues";
import { plainValue } from "../../yaml/placedValues";
import { isMap } from "../mapKeys";
import type { Value, ValueMap } from "../values";
import { joinPath, lockPath, targetOf } from "./paths";
import type { ResolvedStage, StageDep, StageOut, StageParams } from "./resolved";
import { kindOf } from "./schema";

interface Span {
  readonly from: number;
  readonly to: number;
}

export interface StageInput {
  readonly name: string;
  readonly group?: string;
  readonly file: string;
  /** The folder of the dvc.yaml. */
  readonly folder: string;
  /** The project's, on this machine. */
  readonly root?: string;
  /** After `${}`. */
  readonly stage: PlacedMap;
  /** Of its name. */
  readonly key: Span;
  readonly lines: Lines;
  readonly vars: Readonly<Record<string, ValueMap>>;
  readonly isTemplated: boolean;
  complain(message: string, at: Span): void;
}

const defaultFile = "params.yaml";
const plotKeys = ["template", "x", "y", "x_label", "y_label", "title", "header"];

/** A stage of the values in the file. What is wrong is complained of; what is right is there all the same. */
export function buildStage(input: StageInput): ResolvedStage {
  const { stage, lines, file, name } = input;
  const wdir = joinPath(input.folder, textOf(find(stage, "wdir"), input) ?? "");
  const cmd = find(stage, "cmd");
  const desc = find(stage, "desc");
  const meta = find(stage, "meta");
  const isSet = (key: string) => {
    const value = find(stage, key);
    return value?.kind === "scalar" && value.value === true;
  };
  return {
    name,
    ...(input.group === undefined ? {} : { group: input.group }),
    address: file === "dvc.yaml" ? name : `${file}:${name}`,
    file,
    place: lines.place(input.key),
    wdir,
    cmd: cmdOf(cmd, input),
    cmdPlace: lines.place(cmd ?? stage),
    deps: itemsOf(stage, "deps").flatMap((each) => depOf(each, wdir, input)),
    params: paramsOf(itemsOf(stage, "params"), wdir, input),
    outs: (["outs", "metrics", "plots"] as const).flatMap((key) => outsOf(key, wdir, input)),
    frozen: isSet("frozen"),
    alwaysChanged: isSet("always_changed"),
    ...(desc ? { desc: String(plainValue(desc)) } : {}),
    ...(meta ? { meta: plainValue(meta) } : {}),
    vars: input.vars,
    isTemplated: input.isTemplated,
  };
}

function find(map: PlacedMap, key: string): PlacedValue | undefined {
  return map.entries.find((entry) => entry.key === key)?.value;
}

function itemsOf(stage: PlacedMap, key: string): readonly PlacedValue[] {
  const value = find(stage, key);
  return value?.kind === "list" ? value.items : [];
}

function textOf(value: PlacedValue | undefined, input: StageInput): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "scalar" && typeof value.value === "string") return value.value;
  input.complain(`expected text, not ${kindOf(value)}`, value);
  return undefined;
}

function cmdOf(cmd: PlacedValue | undefined, input: StageInput): string | readonly string[] {
  if (cmd?.kind === "list") return cmd.items.map((item) => textOf(item, input) ?? "");
  return textOf(cmd, input) ?? "";
}

function depOf(value: PlacedValue, wdir: string, input: StageInput): readonly StageDep[] {
  const path = pathOf(value, input);
  if (path === undefined) return [];
  return [
    {
      path: lockPath(path, wdir, input.root),
      target: targetOf(path, wdir, input.root),
      place: input.lines.place(value),
    },
  ];
}

function pathOf(value: PlacedValue, input: StageInput): string | undefined {
  const path = textOf(value, input);
  if (path !== "") return path;
  input.complain("a path is empty", value);
  return undefined;
}

/** Names by their file, files in the order of the stage; a file that is named alone is meant as a whole. */
function paramsOf(items: readonly PlacedValue[], wdir: string, input: StageInput): readonly StageParams[] {
  const whole = new Set<string>();
  for (const item of items)
    for (const { key, value } of item.kind === "map" ? item.entries : []) if (isNothing(value)) whole.add(key);
  const files = new Map<string, { readonly names: string[]; readonly places: Span[] }>();
  const add = (file: string, name: string | undefined, at: Span) => {
    const found = files.get(file) ?? { names: [], places: [] };
    files.set(file, found);
    if (name === undefined ? found.places.length > 0 : found.names.includes(name)) return;
    if (name !== undefined) found.names.push(name);
    found.places.push(at);
  };
  for (const item of items) {
    if (item.kind !== "map") {
      const name = textOf(item, input);
      if (name !== undefined && !whole.has(defaultFile)) add(defaultFile, name, item);
      continue;
    }
    for (const { key, from, to, value } of item.entries) {
      if (whole.has(key)) add(key, undefined, { from, to });
      else if (value.kind !== "list") input.complain(`expected a list of names, not ${kindOf(value)}`, value);
      else
        for (const each of value.items) {
          const name = textOf(each, input);
          if (name !== undefined) add(key, name, each);
        }
    }
  }
  return [...files].map(([path, { names, places }]) => ({
    path: lockPath(path, wdir, input.root),
    file: joinPath(wdir, lockPath(path, wdir, input.root)),
    names,
    places: places.map((each) => input.lines.place(each)),
  }));
}

function isNothing(value: PlacedValue): boolean {
  if (value.kind === "list") return value.items.length === 0;
  if (value.kind === "map") return value.entries.length === 0;
  return value.value === null || value.value === "" || value.value === false || value.value === 0;
}

/** A path that stands twice in a list has the options of both. */
function outsOf(key: "outs" | "metrics" | "plots", wdir: string, input: StageInput): readonly StageOut[] {
  const outs = new Map<string, { readonly at: Span; readonly options: PlacedPair[] }>();
  const add = (path: string, at: Span, options: readonly PlacedPair[]) => {
    const found = outs.get(path) ?? { at, options: [] };
    found.options.push(...options);
    outs.set(path, found);
  };
  for (const item of itemsOf(input.stage, key)) {
    if (item.kind !== "map") {
      const path = pathOf(item, input);
      if (path !== undefined) add(path, item, []);
      continue;
    }
    for (const { key: path, from, to, value } of item.entries) {
      if (path === "") input.complain("a path is empty", { from, to });
      else if (value.kind === "map") add(path, { from, to }, value.entries);
      else input.complain(`${path}: expected keys and values, not ${kindOf(value)}`, value);
    }
  }
  const kinds = { outs: "out", metrics: "metric", plots: "plot" } as const;
  return [...outs].map(([path, { at, options }]) => ({
    ...outOf(lockPath(path, wdir, input.root), options),
    kind: kinds[key],
    target: targetOf(path, wdir, input.root),
    place: input.lines.place(at),
    ...(key === "plots" ? { plot: plotOf(options) } : {}),
  }));
}

function outOf(path: string, pairs: readonly PlacedPair[]): Omit<StageOut, "kind" | "target" | "place"> {
  const options: Record<string, Value> = {};
  for (const { key, value } of pairs) options[key] = plainValue(value);
  const { remote, desc, type, labels, meta } = options;
  return {
    path,
    cache: options.cache !== false,
    persist: options.persist === true,
    push: options.push !== false,
    ...(remote === undefined ? {} : { remote: String(remote) }),
    ...(desc === undefined ? {} : { desc: String(desc) }),
    ...(type === undefined ? {} : { type: String(type) }),
    ...(Array.isArray(labels) ? { labels: labels.map(String) } : {}),
    ...(isMap(meta) ? { meta } : {}),
  };
}

function plotOf(pairs: readonly PlacedPair[]): ValueMap {
  const plot: Record<string, Value> = {};
  for (const { key, value } of pairs) if (plotKeys.includes(key)) plot[key] = plainValue(value);
  return plot;
}
