import { setMaxListeners } from "node:events";
import { userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureRuntime } from "../../runtime/running";
import { formatCount } from "../../shared/format";
import { planDemo } from "../demo/plan";
import { type Played, playDemo } from "../demo/play";
import { defineVerb } from "../verb";

const usualSeed = 20;

export const demo = defineVerb({
  usage: "[--fast] [--seed N]",
  about: `Writes runs of an invented project through MLflow's own endpoints: training curves that move for half a
minute, a sweep with nested runs, one that fails, a registered model, a few traces. Needs no Python.
What it writes carries the tag tidemark.demo, so it is easily found and deleted.

Examples:
  tidemark demo
  tidemark demo --fast && tidemark runs list
  tidemark runs list --filter 'tags."tidemark.demo" = "true"' --columns id | tail -n +2 | xargs tidemark runs delete`,
  options: {
    fast: { kind: "flag", help: "all at once instead of live" },
    seed: { kind: "integer", value: "N", help: `other curves for another number (default ${usualSeed})` },
  },
  async run({ workspace, door, options, out, json }) {
    // live, somebody wants to watch: that takes a runtime others can join
    if (!options.fast) await ensureRuntime(workspace);
    const opened = await door();
    const stop = new AbortController();
    setMaxListeners(0, stop.signal); // every run waits on it
    const onSignal = () => stop.abort();
    process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
    // written at once, it looks as if it had just ended
    const origin = Date.now() - (options.fast ? 26_000 : 0);
    try {
      const played = await playDemo(planDemo(options.seed ?? usualSeed), {
        door: opened,
        origin,
        user: userInfo().username,
        until: (time) =>
          options.fast ? Promise.resolve() : sleep(Math.max(0, time - Date.now()), undefined, { signal: stop.signal }),
        heard: (run, event) => {
          if (!options.fast && !json)
            out.note(`${event === "begins" ? "▷" : run.ends === "FAILED" ? "✗" : "✓"} ${run.name}`);
        },
      });
      if (json) out.document(played);
      else out.print(summary(played, opened.url));
      return 0;
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      out.note("stopped half-way; the runs that were going on count as killed");
      return 1;
    } finally {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    }
  },
});

function summary({ runs, points, versions, traces }: Played, url: string | undefined): string {
  const where = url === undefined ? "" : ` to ${url}`;
  return `wrote ${runs} runs, ${formatCount(points)} metric points, ${versions} model versions and ${traces} traces${where}`;
}
