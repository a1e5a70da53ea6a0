import { UsageError } from "../args";
import { type Call, defineVerb } from "../verb";
import { checkExpRun, expRunOptions } from "./expRunOptions";
import { createReproReport } from "./reproReport";
import { reproOptionsOf } from "./stageOptions";
import { stopOnSignals } from "./stopOnSignals";
import { type Tracking, trackerFor } from "./trackerFor";

type RunCall = Call<typeof expRunOptions>;

export const expRun = defineVerb({
  usage: "[TARGET…] [-S KEY=VALUE]… [-n NAME] [--temp | --queue | --run-all -j N | --sweep FILE]",
  about: `Runs the pipeline with parameters set and keeps the result as an experiment: a commit that dvc reads as its own
(dvc exp show, apply, push). Without --temp it runs in the workspace.

Parameters that are given several values, or a range, make a sweep: each trial runs in a work tree of its own and is an
experiment and recorded runs. Called again with the same words, a sweep that was stopped goes on where it was.
  a,b,c  choice(a,b)  range(1,10,2)  uniform(0,1)  loguniform(1e-5,1e-1)  quniform(0,1,0.1)  randint(1,8)  logint(8,512)

Examples:
  tidemark exp run -S lr=0.01 -S params2.yaml:model.depth=4 -n deep
  tidemark exp run --queue -S lr=0.1,0.01,0.001 && tidemark exp run --run-all -j 3
  tidemark exp run -S 'lr=loguniform(1e-5,1e-1)' -S 'depth=range(2,9)' --search tpe --trials 50 \\
    --metric val_auc --goal max -j 4 --seed 1
  tidemark exp run --sweep sweep.yaml`,
  options: expRunOptions,
  words: { least: 0, most: Number.POSITIVE_INFINITY },
  async run(call) {
    const { options, workspace, out } = call;
    checkExpRun(options);
    const { openExperiments } = await import("../../runtime/pipeline/experiments/openExperiments");
    const { OverrideFault } = await import("../../core/dvc/overrides/override");
    const { readOverrides } = await import("../../runtime/pipeline/experiments/paramFiles");
    const room = openExperiments(workspace);
    const stopping = stopOnSignals();
    const tracking = options["no-track"] || options.dry ? undefined : trackerFor(call, room.root);
    try {
      const work = { room, tracking, signal: stopping.signal };
      const overrides = readOverrides(options["set-param"]);
      const isSweep =
        options.sweep !== undefined ||
        options.search !== undefined ||
        overrides.some(({ override }) => "sweep" in override);
      let code: number;
      if (options["run-all"]) code = await (await import("./expRunQueue")).runQueue(call, work);
      else if (options.queue) code = await (await import("./expRunQueue")).enqueue(call, work, overrides);
      else if (isSweep) code = await (await import("./expRunSweep")).runSweepOf(call, work, overrides);
      else code = await runOne(call, work, options["set-param"]);
      if (!options.dry && !options.queue && code === 0) await tellOfPushes(room.root, out);
      return stopping.code ?? code;
    } catch (thrown) {
      if (stopping.code !== undefined) {
        // what was cut off fails in its own words
        out.note(`tidemark: stopped${thrown instanceof Error ? `: ${thrown.message}` : ""}`);
        return stopping.code;
      }
      if (thrown instanceof OverrideFault) throw new UsageError(thrown.message);
      throw thrown;
    } finally {
      await tracking?.close();
      stopping.end();
    }
  },
});

/** dvc sends experiments away by itself where it is told to; we send nothing that nobody asked for here. */
async function tellOfPushes(root: string, { note }: Call["out"]): Promise<void> {
  const { openProjectFiles } = await import("../../runtime/data/data");
  const given = process.env.DVC_EXP_AUTO_PUSH;
  const files = openProjectFiles(root);
  const said = given === undefined || given === "" ? files.setting("exp", "auto_push") : given;
  if (!/^(?:1|true|yes|y|on)$/i.test(said ?? "")) return;
  const remote = files.setting("exp", "git_remote") || "origin";
  note(`tidemark: exp.auto_push is set, and nothing was pushed: dvc exp push ${remote} does it`);
}

export interface RunWork {
  readonly room: import("../../runtime/pipeline/experiments/openExperiments").ExperimentsRoom;
  readonly tracking: Tracking | undefined;
  readonly signal: AbortSignal;
}

async function runOne(call: RunCall, { room, tracking, signal }: RunWork, texts: readonly string[]): Promise<number> {
  const { workspace, options, words, out, json } = call;
  const { readOverrides, overriddenFiles } = await import("../../runtime/pipeline/experiments/paramFiles");
  const { isSettled } = await import("../../core/dvc/overrides/expandSweeps");
  const { StageFailure } = await import("../../runtime/pipeline/stageFailure");
  const overrides = readOverrides(texts).flatMap(({ file, override }) =>
    isSettled(override) ? [{ file, override }] : [],
  );
  const asked = reproOptionsOf(options, words);
  const report = createReproReport(out, { json: true, jobs: asked.jobs, isDry: asked.dry });
  const shown = json ? report : createReproReport(out, { json: false, jobs: asked.jobs, isDry: asked.dry });
  const request = {
    folder: workspace,
    options: asked,
    env: process.env,
    signal,
    message: options.message,
    force: options.force,
    hooks: {
      event: shown.event,
      output: shown.output,
      note: (line: string) => out.note(`tidemark: ${line}`),
      confirm: async () => true,
    },
  };
  try {
    if (options.dry) {
      const { dryRun } = await import("../../runtime/pipeline/experiments/dryRun");
      const result = await dryRun({ ...request, overrides });
      if (json) out.document({ experiments: [], stages: result.stages });
      else shown.end(result);
      return result.outcome === "done" ? 0 : 1;
    }
    const ran = options.temp ? await apart() : await inPlace();
    const { name, experiment, stages } = ran;
    if (json)
      out.document({
        experiments: experiment
          ? [{ name, commit: experiment.commit, ref: experiment.ref, baseline: experiment.baseline }]
          : [],
        stages: stages.result.stages,
      });
    else {
      shown.end(stages.result);
      if (experiment) out.print(`Ran experiment: ${name} (${experiment.commit.slice(0, 7)})`);
      if (experiment && options.temp) out.print(`To bring it into the workspace: tidemark exp apply ${name}`);
    }
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof StageFailure)) throw thrown;
    out.note(`tidemark: no experiment came of it: ${thrown.message}`);
    return 1;
  }

  async function inPlace() {
    const { runInWorkspace } = await import("../../runtime/pipeline/experiments/runInWorkspace");
    return runInWorkspace(room, { ...request, name: options.name, overrides, tracker: tracking?.tracker });
  }

  async function apart() {
    const { takeSnapshot, treeWith } = await import("../../runtime/pipeline/experiments/queueRuns");
    const { runApart } = await import("../../runtime/pipeline/experiments/runApart");
    const { randomName } = await import("../../runtime/pipeline/experiments/randomName");
    const { checkName } = await import("../../runtime/pipeline/experiments/manageExperiments");
    const files = await overriddenFiles(workspace, overrides);
    const snapshot = await takeSnapshot(
      room,
      files.map(({ path }) => path),
    );
    const name = options.name ?? (await randomName(room.git, snapshot.baseline));
    await checkName(room.git, snapshot.baseline, name, options.force);
    return runApart(room, {
      ...request,
      name,
      baseline: snapshot.baseline,
      start: await treeWith(room, snapshot, workspace, overrides),
      copyPaths: options["copy-paths"],
      trackerAt: (root) => tracking?.at(root),
    });
  }
}
