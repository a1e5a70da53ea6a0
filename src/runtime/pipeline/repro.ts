import type { PipelineGraph } from "../../core/dvc/pipeline/graph";
import { ApiError } from "../../shared/apiError";
import type { ReproEnd, ReproStage, StageState } from "../../shared/repro";
import type { Bench } from "./bench";
import { isImport } from "./lookImports";
import { type Look, lookAt } from "./looks";
import type { FileNode, ProjectNode, StageNode } from "./node";
import { reproFile, reproStage, type Tell, type Turn, type TurnResult } from "./reproStage";
import { runGraph } from "./runGraph";
import { StageFailure, StageStopped } from "./stageFailure";

export interface ReproResult {
  readonly outcome: ReproEnd["outcome"];
  /** Each that was looked at, in the order in which it ended. */
  readonly stages: readonly StageResult[];
}

export interface StageResult {
  readonly stage: string;
  readonly state: StageState;
  readonly message?: string;
}

/** Brings the nodes that are named up to date, in their order, so many at a time. */
export async function repro(bench: Bench, graph: PipelineGraph, plan: readonly string[]): Promise<ReproResult> {
  const { options, signal, now } = bench;
  const byAddress = new Map(bench.nodes.map((node) => [node.address, node]));
  const steps = plan.flatMap((address) => byAddress.get(address) ?? []);
  const results = new Map<string, StageResult>();
  const say = teller(bench, steps);
  const first = await firstLook(bench, steps);
  const forced = new Set<string>(options.force ? steps.map(({ address }) => address) : []);
  let isTouched = false;

  const tellOf =
    ({ address }: ProjectNode): Tell =>
    (state, more) => {
      const message = more?.message;
      results.delete(address);
      if (state !== "running")
        results.set(address, { stage: address, state, ...(message === undefined ? {} : { message }) });
      say({ type: "stage", at: now(), stage: address, state, ...more });
    };

  const turnOf = (node: StageNode): Omit<Turn, "needs"> => ({
    force: forced.has(node.address),
    // once something was written, nothing that was seen before counts
    known: isTouched ? undefined : first?.changesOf(node),
  });

  const isStill = (node: ProjectNode) =>
    node.kind === "file" && !isTouched && first !== undefined && isUpToDate(first, node);

  const runOne = async (node: ProjectNode) => {
    const tell = tellOf(node);
    if (isStill(node)) return "done" as const;
    try {
      const result: TurnResult =
        node.kind === "file"
          ? await reproFile(bench, node, tell)
          : await reproStage(bench, node, { ...turnOf(node), needs: graph.needs.get(node.address) ?? [] }, tell);
      if (result.state !== "unchanged" || result.isRenewed) isTouched = true;
      if (options.forceDownstream && (result.isRenewed || forced.has(node.address)))
        for (const next of graph.neededBy.get(node.address) ?? []) forced.add(next);
      return "done" as const;
    } catch (error) {
      isTouched = true;
      if (!(error instanceof StageFailure || error instanceof ApiError)) throw error;
      tell("failed", { message: error.message, ...(error instanceof StageStopped && { isStopped: true }) });
      return "failed" as const;
    }
  };

  await runGraph({
    steps,
    needs: ({ address }) =>
      options.singleItem ? [] : (graph.needs.get(address) ?? []).flatMap((each) => byAddress.get(each) ?? []),
    jobs: options.jobs,
    onFailure: options.onFailure,
    signal,
    run: runOne,
    onSkip: (node, because) => tellOf(node)("skipped", because ? { message: because.address } : {}),
  });
  const stages = [...results.values()];
  const isFailed = stages.some(({ state }) => state === "failed") && options.onFailure !== "ignore";
  const outcome = signal.aborted ? "stopped" : isFailed ? "failed" : "done";
  if (say.hasBegun) say({ type: "end", at: now(), outcome });
  return { outcome, stages };
}

function isUpToDate(look: Look, node: FileNode): boolean {
  return (
    look.fileChanges(node).length === 0 &&
    (!isImport(node) || (look.importChanges(node).deps.length === 0 && !look.importChanges(node).checksum))
  );
}

/** All stages at once: where nothing is to be done, that is all there is. */
async function firstLook(bench: Bench, steps: readonly ProjectNode[]): Promise<Look | undefined> {
  return bench.options.force ? undefined : lookAt(steps, bench, { signal: bench.signal });
}

/** Tells events to those who asked, and from the first stage that does something on to the file that others follow. */
function teller(bench: Bench, steps: readonly ProjectNode[]) {
  const waiting: ReproStage[] = [];
  const say = (event: ReproStage | ReproEnd) => {
    bench.hooks.event(event);
    if (bench.options.dry || !bench.live) return;
    if (!say.hasBegun) {
      if (event.type === "stage" && event.state === "unchanged") return void waiting.push(event);
      say.hasBegun = true;
      bench.live.begin(steps.map(({ address }) => address));
      for (const each of waiting) bench.live.write(each);
    }
    bench.live.write(event);
  };
  say.hasBegun = false;
  return say;
}
