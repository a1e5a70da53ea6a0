import { randomBytes } from "node:crypto";
import { ensureRuntime } from "../../runtime/running";
import { ApiError } from "../../shared/apiError";
import { launchTag } from "../../shared/launch";
import { object, string } from "../../shared/readers";
import { UsageError } from "../args";
import { usualPort } from "../doctor/ports";
import type { Door } from "../door";
import { keepRuntime } from "../keepRuntime";
import { addressOf, launchEnvironment } from "../launch/environment";
import { runCommand } from "../launch/runCommand";
import type { Output } from "../output";
import { listExperiments, searchRuns } from "../runs/findRuns";
import { defineVerb } from "../verb";

export const run = defineVerb({
  usage: "-- COMMAND…",
  about: `Starts COMMAND with the environment in which an unmodified MLflow script logs here, and starts a runtime
if none is up; the one it starts also answers at http://localhost:5000 where that port is free. Its exit code is
COMMAND's; signals are passed on. If MLFLOW_TRACKING_URI is already set, it stays.

Examples:
  tidemark run -- python train.py
  tidemark run -- make experiments
  tidemark run --workspace ~/churn -- jupyter nbconvert --execute --to notebook explore.ipynb`,
  options: {
    wandb: { kind: "flag", help: "also catch Weights & Biases (not in this version)" },
  },
  takesRest: true,
  async run({ workspace, rest, options, out, door }) {
    if (rest.length === 0) throw new UsageError("run: the command is missing: tidemark run -- python train.py");
    if (options.wandb) throw new UsageError("--wandb: this version catches MLflow only; leave the option out");
    const address = addressOf(process.env);
    const running = address === undefined ? await ensureRuntime(workspace, { alsoPort: usualPort }) : undefined;
    if (!running) {
      out.note(`tidemark: MLFLOW_TRACKING_URI is set, so runs go to ${address}; unset it to record them here`);
      return runCommand(rest, process.env);
    }
    out.note(`tidemark: runs go to ${running.url} (${workspace})`);
    const opened = await door();
    const launch = await registerLaunch(opened, rest);
    const letGo = keepRuntime(workspace, running, usualPort, out);
    const code = await runCommand(rest, launchEnvironment(process.env, running, launch)).finally(letGo);
    await sayWhatCame(opened, launch, out);
    return code;
  },
});

/** Tells the runtime what is about to run, so that it can look at the code as it is now. */
async function registerLaunch(door: Door, command: readonly string[]): Promise<string> {
  const read = object<{ id: string }>({ id: string });
  try {
    return read(await door.call("POST", "/api/tidemark/v1/launches", { command, cwd: process.cwd() }), "reply").id;
  } catch (error) {
    // the script matters more than where it came from
    if (error instanceof ApiError) return randomBytes(8).toString("hex");
    throw error;
  }
}

async function sayWhatCame(door: Door, launch: string, out: Output): Promise<void> {
  try {
    const experiments = await listExperiments(door);
    const filter = `tags.\`${launchTag}\` = '${launch}'`;
    const found = await searchRuns(door, { experiments, filter, orderBy: ["attributes.start_time ASC"], limit: 1000 });
    const [first] = found;
    if (!first) out.note("tidemark: no run was recorded; did the command log anything through MLflow?");
    else {
      const where = [...new Set(found.map((each) => each.experiment.name))].join(", ");
      const what = found.length === 1 ? `run ${first.name}` : `${found.length} runs`;
      out.note(`tidemark: recorded ${what} in ${where}; look with: tidemark runs show ${first.id.slice(0, 8)}`);
    }
  } catch (error) {
    // the command is done and its exit code counts; a summary that cannot be had is only said
    out.note(`tidemark: what was recorded cannot be read just now: ${error instanceof Error ? error.message : error}`);
  }
}
