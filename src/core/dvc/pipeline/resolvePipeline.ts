import { Lines } from "../../yaml/lines";
import type { PlacedMap, PlacedPair, PlacedValue } from "../../yaml/placedValues";
import { placedValues, plainValue } from "../../yaml/placedValues";
import { isMap } from "../mapKeys";
import type { Value } from "../values";
import { buildStage } from "./buildStage";
import type { ValueFile, ValueFiles } from "./files/valueFile";
import { folderOf, joinPath } from "./paths";
import type { Artifact, Fault, Pipeline, PlacedText, ResolvedStage, TopPlot, Use, WrittenStage } from "./resolved";
import { checkSchema, kindOf } from "./schema";
import { Context, type Node } from "./templating/context";
import { findExpressions } from "./templating/expression";
import { loadDefault, loadVars, type VarsOptions, withVars } from "./templating/loadVars";
import { foreachTurns, matrixTurns, type Turn } from "./templating/loops";
import { Templates, Tracked } from "./templating/templates";
import type { ParsingConfig } from "./templating/toText";

export interface PipelineInput {
  /** The dvc.yaml, from the project's root. */
  readonly file: string;
  readonly text: string;
  /** For params.yaml and what `vars` names. */
  readonly files: ValueFiles;
  /** `parsing` of .dvc/config. */
  readonly config?: ParsingConfig;
  /** The project's folder on this machine, for paths that are written from the machine's root into it. */
  readonly root?: string;
}

/** All that a dvc.yaml stands for. Faults are found as many as there are; a stage that has one is left out. */
export async function resolvePipeline(input: PipelineInput): Promise<Pipeline> {
  return new Resolver(input).resolve();
}

interface Span {
  readonly from: number;
  readonly to: number;
}

class Resolver {
  private readonly lines: Lines;
  private readonly folder: string;
  private readonly faults: Fault[] = [];
  private readonly badAt: number[] = [];
  private readonly templates: Templates;
  private readonly context = Context.empty();
  private readonly loadedFiles = new Map<string, ValueFile>();
  private readonly readFiles = new Set<string>();
  private readonly files: Pick<ValueFiles, "get">;

  constructor(private readonly input: PipelineInput) {
    this.lines = new Lines(input.text);
    this.folder = folderOf(input.file);
    this.files = {
      get: async (file) => {
        const read = await input.files.get(file);
        if (read) this.readFiles.add(file);
        if (read && !("fault" in read)) this.loadedFiles.set(file, read);
        return read;
      },
    };
    this.templates = new Templates({
      text: input.text,
      lines: this.lines,
      config: input.config ?? {},
      sourceOf: (node) => this.sourceOf(node),
      complain: this.complain,
    });
  }

  private readonly complain = (message: string, at: Span): void => {
    this.badAt.push(at.from);
    this.tell({ message, file: this.input.file, place: this.lines.place(at), severity: "error" });
  };

  private warn(message: string, at: Span): void {
    this.tell({ message, file: this.input.file, place: this.lines.place(at), severity: "warning" });
  }

  private tell(fault: Fault): void {
    const { line, column } = fault.place;
    const isKnown = this.faults.some(
      (each) =>
        each.message === fault.message &&
        each.file === fault.file &&
        each.place.line === line &&
        each.place.column === column,
    );
    if (!isKnown) this.faults.push(fault);
  }

  async resolve(): Promise<Pipeline> {
    const read = await placedValues(this.input.text);
    const root: PlacedMap = { kind: "map", from: 0, to: 0, entries: [] };
    if ("fault" in read) {
      this.complain(read.fault.message, read.fault);
      return this.finish(root, [], []);
    }
    if (read.root.kind !== "map") {
      const isEmpty = read.root.kind === "scalar" ? !read.root.value : read.root.items.length === 0;
      if (!isEmpty) this.complain(`expected keys and values, not ${kindOf(read.root)}`, read.root);
      return this.finish(root, [], []);
    }
    checkSchema(read.root, this.complain);
    const vars = find(read.root, "vars");
    const options = this.varsOptions(this.folder, "vars", []);
    const isGood = (await loadDefault(this.context, options)) && (await this.loadTop(vars, options));
    if (!isGood) return this.finish(root, writtenOnly(read.root, this.lines), []);
    const stages = find(read.root, "stages");
    const written: WrittenStage[] = [];
    const resolved: ResolvedStage[] = [];
    for (const entry of stages?.kind === "map" ? stages.entries : []) {
      const made = await this.definition(entry);
      written.push({
        name: entry.key,
        place: this.lines.place(entry),
        kind: loopOf(entry.value),
        names: made.map(({ name }) => name),
      });
      resolved.push(...made);
    }
    return this.finish(read.root, written, resolved);
  }

  private async loadTop(vars: PlacedValue | undefined, options: VarsOptions): Promise<boolean> {
    return vars?.kind !== "list" || loadVars(this.context, vars, options);
  }

  private varsOptions(folder: string, where: string, reserved: readonly string[]): VarsOptions {
    return {
      files: this.files as ValueFiles,
      folder,
      where,
      reserved,
      complain: this.complain,
      tell: (fault) => this.tell(fault),
    };
  }

  /** The stages that come of a key below `stages`. */
  private async definition(entry: PlacedPair): Promise<readonly ResolvedStage[]> {
    const { key, value } = entry;
    if (value.kind !== "map" || this.isBad(entry)) return [];
    if (key.includes("@")) {
      this.complain(`stages.${key}: '@' cannot stand in the name of a stage`, entry);
      return [];
    }
    const kind = loopOf(value);
    if (kind === "stage") {
      const stage = await this.stage({ name: key, entry, stage: value, context: this.context, loop: [] });
      return stage ? [stage] : [];
    }
    const options = { templates: this.templates, context: this.context, complain: this.complain };
    const data = find(value, kind) as PlacedValue;
    const turns =
      kind === "foreach"
        ? foreachTurns(data, options)
        : matrixTurns(
            data.kind === "map" ? data.entries.map((axis) => ({ name: axis.key, data: axis.value })) : [],
            options,
          );
    const template =
      kind === "foreach"
        ? find(value, "do")
        : { ...value, entries: value.entries.filter((each) => each.key !== "matrix") };
    if (!turns || template?.kind !== "map") return [];
    this.warnOfTaken(turns[0], entry);
    const made: ResolvedStage[] = [];
    for (const turn of turns) {
      const stage = await this.stage({
        name: `${key}@${turn.key}`,
        group: key,
        entry,
        stage: template,
        context: this.context.with(turn.names),
        loop: Object.keys(turn.names),
      });
      if (stage) made.push(stage);
    }
    return made;
  }

  private warnOfTaken(turn: Turn | undefined, entry: PlacedPair): void {
    for (const name of Object.keys(turn?.names ?? {}))
      if (this.context.has(name)) this.warn(`'${name}' is set by the loop of '${entry.key}', whatever it was`, entry);
  }

  private async stage(of: {
    readonly name: string;
    readonly group?: string;
    readonly entry: PlacedPair;
    readonly stage: PlacedMap;
    readonly context: Context;
    readonly loop: readonly string[];
  }): Promise<ResolvedStage | undefined> {
    const { name, group, entry, stage } = of;
    const before = this.badAt.length;
    const wdir = find(stage, "wdir");
    const inner = wdir && plainValue(this.templates.resolve(wdir, of.context, "wdir"));
    const vars = find(stage, "vars");
    const context = await withVars(
      of.context,
      vars?.kind === "list" ? vars : undefined,
      this.varsOptions(joinPath(this.folder, String(inner ?? "")), `stages.${name}.vars`, of.loop),
    );
    if (!context) return undefined;
    const tracked = new Tracked();
    const entries = stage.entries
      .filter(({ key }) => key !== "vars")
      .map((each) => ({ ...each, value: this.templates.resolve(each.value, context, each.key, tracked) }));
    const isTemplated = group !== undefined || stage.entries.some((each, i) => isTemplate(each, entries[i]));
    const built = buildStage({
      name,
      ...(group === undefined ? {} : { group }),
      file: this.input.file,
      folder: this.folder,
      ...(this.input.root === undefined ? {} : { root: this.input.root }),
      stage: { ...stage, entries },
      key: entry,
      lines: this.lines,
      vars: tracked.byFile,
      isTemplated,
      complain: (message, at) => this.complain(`stages.${name}: ${message}`, at),
    });
    return this.badAt.length === before ? built : undefined;
  }

  /** A fault of the schema stands in it. */
  private isBad({ from, value }: PlacedPair): boolean {
    return this.badAt.some((at) => at >= from && at <= value.to);
  }

  private sourceOf(node: Node): Use["source"] {
    const { file, label } = node.origin;
    if (file !== undefined) {
      const lines = this.loadedFiles.get(file)?.lines;
      return node.at && lines ? { file, place: lines.place(node.at) } : { file };
    }
    if (!node.at || label === "the loop") return undefined;
    return { file: this.input.file, place: this.lines.place(node.at) };
  }

  private finish(root: PlacedMap, written: readonly WrittenStage[], stages: readonly ResolvedStage[]): Pipeline {
    const top = (key: string) => find(root, key);
    const resolved = (value: PlacedValue) => this.templates.resolve(value, this.context, undefined);
    const texts = (key: string): PlacedText[] => {
      const list = top(key);
      return (list?.kind === "list" ? list.items : []).flatMap((item) => {
        if (item.kind !== "scalar" || typeof item.value !== "string") return [];
        const text = plainValue(resolved(item));
        if (typeof text === "string") return [{ text, place: this.lines.place(item) }];
        this.complain(`${key}: expected a path`, item);
        return [];
      });
    };
    const datasets = top("datasets");
    const pipeline = {
      file: this.input.file,
      stages,
      written,
      metrics: texts("metrics"),
      params: texts("params"),
      plots: this.plots(top("plots")),
      artifacts: this.artifacts(top("artifacts")),
      datasets: (datasets?.kind === "list" ? datasets.items : [])
        .map((each) => plainValue(resolved(each)))
        .filter(isMap),
    };
    return { ...pipeline, uses: this.templates.uses, readFiles: [...this.readFiles], faults: this.faults };
  }

  private plots(value: PlacedValue | undefined): readonly TopPlot[] {
    if (value?.kind !== "list") return [];
    return value.items.flatMap((item): TopPlot[] => {
      const resolved = this.templates.resolve(item, this.context, undefined);
      const place = this.lines.place(item);
      if (resolved.kind === "scalar" && typeof resolved.value === "string")
        return [{ id: resolved.value, props: {}, place }];
      if (resolved.kind !== "map") return [];
      return resolved.entries.map(({ key, from, to, value: props }) => {
        const plain = plainValue(props);
        return { id: key, props: isMap(plain) ? plain : {}, place: this.lines.place({ from, to }) };
      });
    });
  }

  private artifacts(value: PlacedValue | undefined): readonly Artifact[] {
    if (value?.kind !== "map") return [];
    return value.entries.flatMap((entry): Artifact[] => {
      const resolved = this.templates.resolve({ ...value, entries: [entry] }, this.context, undefined);
      const [only] = resolved.kind === "map" ? resolved.entries : [];
      const props = only ? plainValue(only.value) : undefined;
      if (!only || !isMap(props) || typeof props.path !== "string") return [];
      return [artifactOf(only.key, props.path, props, this.lines.place(entry))];
    });
  }
}

function artifactOf(
  name: string,
  path: string,
  { desc, type, labels, meta }: Readonly<Record<string, Value | undefined>>,
  place: Artifact["place"],
): Artifact {
  return {
    name,
    path,
    ...(typeof desc === "string" ? { desc } : {}),
    ...(typeof type === "string" ? { type } : {}),
    ...(Array.isArray(labels) ? { labels: labels.map(String) } : {}),
    ...(meta === undefined ? {} : { meta }),
    place,
  };
}

function find(map: PlacedMap, key: string): PlacedValue | undefined {
  return map.entries.find((entry) => entry.key === key)?.value;
}

function loopOf(value: PlacedValue): WrittenStage["kind"] {
  if (value.kind !== "map") return "stage";
  if (find(value, "matrix")) return "matrix";
  return find(value, "foreach") ? "foreach" : "stage";
}

function isTemplate(written: PlacedPair, resolved: PlacedPair | undefined): boolean {
  return written.key === "vars" || hasExpression(written.value) || resolved === undefined;
}

function hasExpression(value: PlacedValue): boolean {
  if (value.kind === "list") return value.items.some(hasExpression);
  if (value.kind === "map")
    return value.entries.some((entry) => findExpressions(entry.key).length > 0 || hasExpression(entry.value));
  return typeof value.value === "string" && findExpressions(value.value).length > 0;
}

/** Where values are missing, stages are known by their names only. */
function writtenOnly(root: PlacedMap, lines: Lines): readonly WrittenStage[] {
  const stages = find(root, "stages");
  return (stages?.kind === "map" ? stages.entries : []).map((entry) => ({
    name: entry.key,
    place: lines.place(entry),
    kind: loopOf(entry.value),
    names: [],
  }));
}
