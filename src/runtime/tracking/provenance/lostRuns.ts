import { launchTag } from "../../../shared/launch";
import type { Kernel } from "../../kernel/kernel";
import { isRunning, processPlace, startOf } from "../../kernel/processes";
import type { Runs } from "../runs";
import { runsOf } from "../store";
import type { Launches, LaunchProcess } from "./launches";

/** Milliseconds between two looks at the processes of runs that go on. */
const lookEvery = 2000;

interface Rooms {
  readonly runs: Runs;
  readonly launches: Launches;
}

/**
 * Runs whose end another process was to tell: when that is gone without a word, as after `kill -9`, they were killed.
 * Runs of launches that name no process may go on anywhere, and are left alone.
 */
export function followLaunches({ store, events, clock, log }: Kernel, { runs, launches }: Rooms) {
  // launches are forgotten after a while, and their runs may still go on then
  const open = new Map<string, LaunchProcess>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  const here = processPlace();
  const processOf = (run: string): LaunchProcess | undefined => {
    const launch = runs.tag(run, launchTag);
    return launch === undefined ? undefined : launches.find(launch)?.process;
  };
  const follow = (run: string) => {
    const process = open.get(run) ?? processOf(run);
    if (process === undefined || (process.place ?? here) !== here) return;
    open.set(run, process);
    timer ??= setInterval(look, lookEvery).unref();
  };
  const end = async (run: string) => {
    const found = runs.find(run);
    if (found?.status === "RUNNING" && found.lifecycle === "active")
      await runs.update(run, { status: "KILLED", end_time: clock.now() });
  };
  function look(): void {
    const lost = [...open].flatMap(([run, process]) => (runs.find(run) && isThere(process) ? [] : [run]));
    for (const run of lost) open.delete(run);
    if (open.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
    for (const run of lost)
      looking = looking
        .then(() => end(run))
        .catch((error: unknown) => log.warn("a run that was killed stays as it is", { run, why: String(error) }));
  }

  const unlisten = events.listen(({ kind, id }) => {
    if (kind !== "run") return;
    if (runs.find(id)?.status === "RUNNING") follow(id);
    else open.delete(id);
  });
  for (const run of runningNow(store)) follow(run);
  look();
  return {
    async close(): Promise<void> {
      unlisten();
      clearInterval(timer);
      await looking;
    },
  };
}

function isThere({ pid, started }: LaunchProcess): boolean {
  return isRunning(pid) && (started === undefined || startOf(pid) === started);
}

function runningNow(store: Kernel["store"]): string[] {
  const table = runsOf(store);
  const status = table.texts.get("status");
  const running = status?.codeOf("RUNNING") ?? 0;
  const found: string[] = [];
  if (!status || running === 0) return found;
  for (let ordinal = 0; ordinal < table.end; ordinal++) {
    const id = status.code(ordinal) === running ? table.id(ordinal) : undefined;
    if (id !== undefined) found.push(id);
  }
  return found;
}
