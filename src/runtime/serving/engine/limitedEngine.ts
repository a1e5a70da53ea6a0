import { Refusal } from "../refusal";
import type { Engine } from "./engine";

interface Waiting {
  readonly since: number;
  fail(why: Refusal): void;
}

/** An engine that gives up on what waits for longer than so many milliseconds, be it for others. */
export function limitedEngine(engine: Engine, longest: number): Engine {
  const waiting = new Set<Waiting>(); // the oldest first
  let now = performance.now(); // to look at the clock for each request costs more than it is worth
  const sweep = setInterval(
    () => {
      now = performance.now();
      for (const each of waiting) {
        if (now - each.since < longest) return;
        waiting.delete(each);
        each.fail(new Refusal(504, `The model gave no answer within ${longest / 1000} s`));
      }
    },
    Math.min(100, longest / 4),
  );
  sweep.unref();
  return {
    facts: engine.facts,
    run: (inputs, rows) =>
      new Promise((done, fail) => {
        const asked: Waiting = { since: now, fail };
        waiting.add(asked);
        engine.run(inputs, rows).then(
          (outputs) => {
            waiting.delete(asked);
            done(outputs);
          },
          (error: unknown) => {
            waiting.delete(asked);
            fail(error);
          },
        );
      }),
    close() {
      clearInterval(sweep);
      return engine.close();
    },
  };
}
