import type { NodeState, Repro, ReproBar, StageDuration } from "../../../shared/pipelinePage";
import type { ReproEvent, ReproStage, Why } from "../../../shared/repro";
import type { LiveRun } from "../live/liveFiles";

/** What runs over a project told of one stage. */
export interface ToldStage {
  readonly state: NodeState;
  readonly began?: number;
  readonly ended?: number;
  readonly why?: readonly Why[];
  readonly run?: string;
  readonly log?: string;
  readonly message?: string;
}

/** The last run's stages, each with the newest it said; stages that it has not come to yet wait. */
export function toldOf({ begin, events }: Pick<LiveRun, "begin" | "events">): ReadonlyMap<string, ToldStage> {
  const before = known.get(events);
  if (before) return before;
  const told = new Map<string, ToldStage>(begin.stages.map((stage) => [stage, { state: "waiting" }]));
  for (const event of events) if (event.type === "stage") told.set(event.stage, next(told.get(event.stage), event));
  known.set(events, told);
  return told;
}

/** Asked for each stage of each run. */
const known = new WeakMap<readonly ReproEvent[], ReadonlyMap<string, ToldStage>>();

function next(before: ToldStage | undefined, event: ReproStage): ToldStage {
  const { at, why, run, log, message } = event;
  const state = event.isStopped ? "killed" : event.state;
  const isRunning = state === "running";
  const began = isRunning ? (before?.began ?? at) : before?.began;
  return {
    ...before,
    state,
    ...(began !== undefined && { began }),
    ...(!isRunning && state !== "waiting" && began !== undefined && { ended: at }),
    ...(why && { why }),
    ...(run !== undefined && { run }),
    ...(log !== undefined && { log }),
    ...(message !== undefined && { message }),
  };
}

/** A run without a last line whose process is gone was killed: what still ran in it did not end by itself. */
export function reproOf({ begin, events }: Pick<LiveRun, "begin" | "events">, isUnderWay: boolean): Repro {
  const end = events.findLast((each): each is Extract<ReproEvent, { type: "end" }> => each.type === "end");
  const last = events.at(-1)?.at ?? begin.at;
  const ended = end?.at ?? (isUnderWay ? undefined : last);
  const bars = [...toldOf({ begin, events })].flatMap(([stage, told]): ReproBar[] => {
    if (told.began === undefined) return [];
    const stop = told.ended ?? ended;
    const state = told.state === "running" && ended !== undefined ? "killed" : told.state;
    return [{ stage, state, began: told.began, ...(stop !== undefined && { ended: stop }) }];
  });
  return {
    id: begin.id,
    began: begin.at,
    ...(ended !== undefined && { ended, outcome: end?.outcome ?? "killed" }),
    jobs: Math.max(1, mostAtOnce(bars, ended ?? last)),
    bars: bars.sort((a, b) => a.began - b.began),
  };
}

/** How many lanes it takes. */
function mostAtOnce(bars: readonly ReproBar[], now: number): number {
  const moments = bars.flatMap(({ began, ended }) => [
    { at: began, by: 1 },
    { at: Math.max(began, ended ?? now + 1), by: -1 },
  ]);
  moments.sort((a, b) => a.at - b.at || a.by - b.by);
  let open = 0;
  let most = 0;
  for (const { by } of moments) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
}

/** Lengths of the stage's last runs, oldest first. */
export function durationsOf(
  runs: readonly Pick<LiveRun, "begin" | "events">[],
  stage: string,
  most: number,
): StageDuration[] {
  return runs
    .flatMap((run) => {
      const told = toldOf(run).get(stage);
      if (told?.began === undefined || told.ended === undefined) return [];
      if (told.state !== "done" && told.state !== "failed") return [];
      const seconds = (told.ended - told.began) / 1000;
      const { began: at, run: id } = told;
      return [{ at, seconds, isFailed: told.state === "failed", ...(id !== undefined && { run: id }) }];
    })
    .slice(-most);
}
