/** How a stage came out, for those that wait for it. */
export type Outcome = "done" | "failed";

export interface GraphOptions<T> {
  /** Each after all that it needs. */
  readonly steps: readonly T[];
  /** What a step needs; what is not among the steps is taken as there. */
  needs(step: T): Iterable<T>;
  run(step: T): Promise<Outcome>;
  /** How many run at the same time. */
  readonly jobs: number;
  /** After a failure: begin nothing more, leave out what needs it, or go on as if nothing was. */
  readonly onFailure: "stop" | "keep-going" | "ignore";
  readonly signal?: AbortSignal;
  /** Of a step that will not run; `because` is the one that failed, if one did. */
  onSkip?(step: T, because: T | undefined): void;
}

/** Runs steps in their order, so many at a time, and none before all that it needs is done. Rejects only as `run` does. */
export async function runGraph<T>(options: GraphOptions<T>): Promise<void> {
  const { steps, jobs, onFailure, signal } = options;
  const waiting = new Set(steps);
  const ended = new Map<T, Outcome>();
  const running = new Set<Promise<void>>();
  const members = new Set(steps);
  let isStopped = false;
  let error: { readonly thrown: unknown } | undefined;

  /** Steps that failed or that cannot run for one that did, each with the first one. */
  const lost = new Map<T, T>();
  const skip = (step: T, because: T | undefined) => {
    waiting.delete(step);
    if (because !== undefined) lost.set(step, because);
    options.onSkip?.(step, because);
  };
  const start = (step: T) => {
    waiting.delete(step);
    const ending = options
      .run(step)
      .then((outcome) => {
        ended.set(step, outcome);
        if (outcome === "done" || onFailure === "ignore") return;
        lost.set(step, step);
        if (onFailure === "stop") isStopped = true;
      })
      .catch((thrown: unknown) => {
        isStopped = true;
        error ??= { thrown };
      })
      .finally(() => running.delete(ending));
    running.add(ending);
  };
  const isReady = (step: T): boolean => {
    for (const need of options.needs(step)) if (members.has(need) && !ended.has(need)) return false;
    return true;
  };

  for (;;) {
    for (const step of [...waiting]) {
      const because = [...options.needs(step)].map((need) => lost.get(need)).find((each) => each !== undefined);
      if (because !== undefined) skip(step, because);
    }
    if (isStopped || signal?.aborted) for (const step of [...waiting]) skip(step, undefined);
    for (const step of [...waiting]) {
      if (running.size >= jobs) break;
      if (isReady(step)) start(step);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (error) throw error.thrown;
}
