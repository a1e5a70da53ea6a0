import type { Content } from "../../../core/dvc/entries";
import type { StageDep, StageOut, StageParams } from "../../../core/dvc/pipeline/resolved";
import { type Value, type ValueMap, WholeFloat } from "../../../core/dvc/values";
import { notFound } from "../../../shared/apiError";
import type { ParamLine, StageItem, StagePage, WhyLine } from "../../../shared/pipelinePage";
import { isUnderWay } from "../live/liveFiles";
import type { Look } from "../looks";
import { placeOf, type StageNode } from "../node";
import { commandsOf } from "../process/commandsOf";
import { type EntryState, isChanged, type StageChanges } from "../stageChanges";
import { tailOf } from "./logTail";
import { choose, type PageProject, type PageRequest, placed } from "./pipelinePage";
import { durationsOf, toldOf } from "./told";

const mostDurations = 12;
const mostLines = 20;

export interface StageRequest extends PageRequest {
  readonly id: string;
  readonly stage: string;
}

/** All about one stage, for the pane of the page. */
export async function stagePage(sources: readonly PageProject[], request: StageRequest): Promise<StagePage> {
  const { source } = choose(request.workspace, sources, request.id);
  const { project, runs } = source;
  const node = project.nodes.find(({ address }) => address === request.stage);
  if (node?.kind !== "stage") return notFound(`The stage '${request.stage}'`);
  const { stage } = node;
  const look = await source.look([node]);
  const changes = look.changesOf(node);
  const last = runs.at(-1);
  const told = last && toldOf(last).get(node.address);
  const isRunning = last !== undefined && isUnderWay(last.events) && told?.state === "running";
  const made =
    isRunning || told?.run !== undefined
      ? told
      : [...runs]
          .reverse()
          .flatMap((run) => toldOf(run).get(node.address) ?? [])
          .find(({ run }) => run !== undefined);
  const maker = (path: string): string | undefined =>
    project.graph.makersOf(path).find((each) => each !== node.address);
  return {
    id: node.address,
    cmd: commandsOf(stage.cmd),
    wdir: placed(request.workspace, project.root, stage.wdir),
    ...(stage.desc !== undefined && { desc: stage.desc }),
    why: isChanged(changes, stage) ? whyLines(node, changes, look, project.root) : [],
    params: stage.params.flatMap((entry) => paramLines(entry, look)),
    deps: stage.deps.map((dep) => {
      const from = maker(pathOf(dep));
      const isStage = from !== undefined && project.graph.nodes.get(from)?.stage !== undefined;
      return {
        ...item(node, dep, changes.deps, look, project.root, false),
        ...(from !== undefined && { isTracked: true }),
        ...(isStage && { from }),
      };
    }),
    outs: stage.outs.map((out) => ({
      ...item(node, out, changes.outs, look, project.root, isRunning),
      isTracked: true,
      ...(out.kind !== "out" && { kind: out.kind }),
    })),
    ...(made?.run !== undefined && {
      run: {
        id: made.run,
        name: "",
        ...(made.state === "failed" && made.log !== undefined && { tail: tailOf(made.log, mostLines) }),
      },
    }),
    ...(isRunning && told?.log !== undefined && { says: tailOf(told.log, 1)[0] ?? "" }),
    durations: durationsOf(runs, node.address, mostDurations),
  };
}

function pathOf({ target }: StageDep | StageOut): string {
  return target.kind === "local" ? target.path : target.url;
}

function item(
  node: StageNode,
  entry: StageDep | StageOut,
  changed: StageChanges["deps"] | StageChanges["outs"],
  look: Look,
  root: string,
  isWriting: boolean,
): StageItem {
  const state = (changed as readonly { entry: unknown; state: EntryState }[]).find(
    (each) => each.entry === entry,
  )?.state;
  const place = placeOf(root, entry.target);
  const content: Content | undefined = place === undefined ? undefined : look.content(place);
  const isNew = lockedOf(node, entry) === undefined;
  return {
    path: pathOf(entry),
    state: isWriting ? (content ? "writing" : "waiting") : stateOf(state, isNew),
    ...(!isWriting && content && { hash: content.md5 }),
    ...(!isWriting && content?.size !== undefined && { size: content.size }),
    ...(!isWriting && content?.nfiles !== undefined && { nfiles: content.nfiles }),
  };
}

function stateOf(state: EntryState | undefined, isNew: boolean): StageItem["state"] {
  switch (state) {
    case undefined:
      return "same";
    case "deleted":
    case "not in cache":
      return "missing";
    case "new":
      return "new";
    default:
      return isNew ? "new" : "changed";
  }
}

function lockedOf({ lock }: StageNode, { path }: StageDep | StageOut): Content | undefined {
  return [...(lock?.deps ?? []), ...(lock?.outs ?? [])].find((each) => each.path === path)?.content;
}

function whyLines(node: StageNode, changes: StageChanges, look: Look, root: string): WhyLine[] {
  if (changes.isNew) return [{ kind: "never run", name: "" }];
  const { stage, lock } = node;
  const moved =
    (kind: "dep" | "out") =>
    (each: { entry: StageDep | StageOut; state: EntryState }): WhyLine => {
      const before = lockedOf(node, each.entry)?.md5;
      const after = look.content(placeOf(root, each.entry.target) ?? "")?.md5;
      return {
        kind,
        name: each.entry.path,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      };
    };
  const params = changes.params.flatMap(({ entry, state }): WhyLine[] => {
    if (typeof state === "string") return [{ kind: "param", name: entry.path }];
    const now = look.params(entry) ?? {};
    return [...state.keys()].map((name) => {
      const [before, after] = [valueText(lock?.params[entry.path], name), valueText(now, name)];
      return {
        kind: "param",
        name: `${entry.path}: ${name}`,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      };
    });
  });
  return [
    ...(changes.command
      ? [
          {
            kind: "command",
            name: "",
            before: commandsOf(lock?.cmd ?? "").join("; "),
            after: commandsOf(stage.cmd).join("; "),
          } as const,
        ]
      : []),
    ...(changes.always ? [{ kind: "always", name: "" } as const] : []),
    ...params,
    ...changes.deps.map(moved("dep")),
    ...changes.outs.map(moved("out")),
  ];
}

function paramLines(entry: StageParams, look: Look): ParamLine[] {
  const values = look.params(entry) ?? {};
  const names = entry.names.length > 0 ? entry.names : Object.keys(values);
  return names.map((name) => ({ file: entry.path, name, value: valueText(values, name) ?? "–" }));
}

function valueText(values: ValueMap | undefined, name: string): string | undefined {
  if (values === undefined || !Object.hasOwn(values, name)) return undefined;
  const value = values[name] as Value;
  return typeof value === "string" ? value : JSON.stringify(value, plain);
}

function plain(_: string, value: unknown): unknown {
  if (value instanceof WholeFloat) return value.value;
  return typeof value === "bigint" ? String(value) : value;
}
