import assert from "node:assert/strict";
import { type GraphOptions, runGraph } from "../../../src/runtime/pipeline/runGraph";

/** `a` and `b` need nothing, `c` needs both, `d` needs `a`, `e` needs `d`. */
const needs: Readonly<Record<string, readonly string[]>> = { a: [], b: [], c: ["a", "b"], d: ["a"], e: ["d"] };
const steps = Object.keys(needs);

/** What happened, in order; a step ends when `open` names it. */
async function told(options: Partial<GraphOptions<string>> & { readonly failing?: readonly string[] } = {}) {
  const said: string[] = [];
  await runGraph({
    steps,
    needs: (step) => needs[step] ?? [],
    jobs: 1,
    onFailure: "stop",
    async run(step) {
      said.push(`+${step}`);
      await new Promise((resolve) => setImmediate(resolve));
      said.push(`-${step}`);
      return options.failing?.includes(step) ? "failed" : "done";
    },
    onSkip: (step, because) => void said.push(`${step}!${because ?? ""}`),
    ...options,
  });
  return said.join(" ");
}

describe("running a graph of stages", () => {
  it("keeps the given order, one after the other", async () => {
    assert.equal(await told(), "+a -a +b -b +c -c +d -d +e -e");
  });

  it("runs what does not need each other at the same time, and no more than it may", async () => {
    assert.equal(await told({ jobs: 2 }), "+a +b -a +d -b +c -d +e -c -e");
    assert.equal(await told({ jobs: 9 }), "+a +b -a +d -b +c -d +e -c -e");
  });

  it("begins nothing more after a failure, and lets end what runs", async () => {
    assert.equal(await told({ failing: ["b"] }), "+a -a +b -b c!b d! e!");
    assert.equal(await told({ failing: ["a"], jobs: 2 }), "+a +b -a c!a d!a e!a -b");
  });

  it("goes on with what does not need it when asked to", async () => {
    assert.equal(await told({ failing: ["b"], onFailure: "keep-going" }), "+a -a +b -b c!b +d -d +e -e");
    assert.equal(await told({ failing: ["a"], onFailure: "keep-going" }), "+a -a c!a d!a e!a +b -b");
  });

  it("goes on with all when failures are to be ignored", async () => {
    assert.equal(await told({ failing: ["a"], onFailure: "ignore" }), "+a -a +b -b +c -c +d -d +e -e");
  });

  it("begins nothing more once it is stopped", async () => {
    const abort = new AbortController();
    const said = await told({
      signal: abort.signal,
      run: async (step) => {
        if (step === "b") abort.abort();
        return "done";
      },
    });
    assert.equal(said, "c! d! e!");
  });

  it("rejects with what went wrong itself, after what ran has ended", async () => {
    const said: string[] = [];
    const run = async (step: string) => {
      if (step === "a") throw new Error("no space left");
      await new Promise((resolve) => setImmediate(resolve));
      said.push(step);
      return "done" as const;
    };
    await assert.rejects(told({ run, jobs: 2 }), /no space left/);
    assert.deepEqual(said, ["b"]);
  });
});
