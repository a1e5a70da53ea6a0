import { cronMatches } from "../../../core/cron/cron";
import type { PlannedPipeline } from "./readShared";

export interface ScheduleOptions {
  /** Read at each look: people edit it. */
  read(): Promise<readonly PlannedPipeline[]>;
  /** Begins a run; false while the one before still goes on. */
  run(pipeline: PlannedPipeline, because: string): boolean;
  /**
   * State of the files that a pipeline waits for; another text means that one of them changed. Undefined: they were not
   * looked at now.
   */
  filesOf(pipeline: PlannedPipeline): Promise<string | undefined>;
  /** Something about the plan that a person should know; the same is said once. */
  warn(message: string): void;
  now(): number;
}

const minute = 60_000;
/** After a sleep longer than that a missed time is not made up for. */
const longestGap = 60 * minute;

/** Runs pipelines at their times and when their files change. `look` is called every few seconds. */
export function createSchedule({ read, run, filesOf, warn, now }: ScheduleOptions) {
  let lookedAt = Math.floor(now() / minute);
  const seen = new Map<string, string>();
  /** Changed, and not begun yet: what is being written is left to rest for one look. */
  const restless = new Map<string, string>();
  let warned = "";

  const isDue = ({ schedule, zone }: PlannedPipeline, from: number, to: number): boolean => {
    for (let at = Math.max(from, to - longestGap / minute) + 1; schedule && at <= to; at++)
      if (cronMatches(schedule, at * minute, zone)) return true;
    return false;
  };
  const lookAtFiles = async (pipeline: PlannedPipeline): Promise<void> => {
    const { name } = pipeline;
    const state = await filesOf(pipeline);
    if (state === undefined) return;
    const before = seen.get(name);
    if (before === undefined) seen.set(name, state);
    else if (state === before) restless.delete(name);
    else if (restless.get(name) !== state) restless.set(name, state);
    else if (run(pipeline, "files changed")) {
      seen.set(name, state);
      restless.delete(name);
    }
  };
  return {
    async look(): Promise<void> {
      let planned: readonly PlannedPipeline[];
      try {
        planned = await read();
        warned = "";
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (message !== warned) warn(message);
        warned = message;
        return;
      }
      const to = Math.floor(now() / minute);
      const from = lookedAt;
      lookedAt = to;
      for (const pipeline of planned) {
        if (isDue(pipeline, from, to)) run(pipeline, "its time");
        if (pipeline.files.length > 0) await lookAtFiles(pipeline);
      }
    },
  };
}
