import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Monitor } from "../../core/monitors/monitor";
import type { Bounds } from "../../core/monitors/windows";
import { ApiError } from "../../shared/apiError";
import { getInside } from "../kernel/insideRoot";
import type { Rollouts } from "../rollout/rollout";
import { healthOf } from "./deploymentHealth";
import type { TableFile } from "./drift/driftWork";
import type { Asked, Seen } from "./monitoring";
import { tableState } from "./tableState";
import { inMonitorThread } from "./thread/inMonitorThread";
import type { CurrentTable, LookAnswer, LookTask } from "./window/lookTask";

export interface LookParts {
  readonly rollouts: Pick<Rollouts, "find" | "statuses" | "traffic">;
  readonly home: string;
  readonly workspace: string;
  /** The file of a table by its address. Throws an ApiError that names what is not there. */
  readonly openTable: (address: string) => Promise<TableFile>;
  /** What the version that a deployment answers with was trained on. */
  readonly trainingOf: (deployment: string) => Promise<TableFile>;
  readonly inThread?: (task: LookTask) => Promise<LookAnswer>;
}

interface TableLook {
  readonly state: string;
  /** The last window that was kept before: where it is the last one still, what was seen could not be kept. */
  readonly before: string | undefined;
  /** There was nothing to keep. */
  readonly isNothing: boolean;
}

/** Looks at one window of a monitor. */
export function createLook(parts: LookParts) {
  const { rollouts, home, workspace, openTable, trainingOf } = parts;
  const { inThread = (task: LookTask) => inMonitorThread("look", task) } = parts;
  /** The last look at a table, by the monitor's name. */
  const looks = new Map<string, TableLook>();

  async function fileOf({ target, window }: Monitor): Promise<Extract<CurrentTable, { kind: "file" }>> {
    const file = await openTable(target.name);
    return { kind: "file", file, last: window.kind === "rows" ? window.rows : undefined };
  }

  function isSeen(name: string, state: string, { byHand, last }: Asked): boolean {
    const look = looks.get(name);
    if (byHand || look?.state !== state) return false;
    return look.isNothing || (last?.id !== look.before && last?.health !== "unknown");
  }

  async function deploymentOf(monitor: Monitor, { from, to }: Bounds, asked: Asked) {
    const { target, window, isTumbling } = monitor;
    const plan = rollouts.find(target.name);
    const log = join(home, "predictions", target.name);
    if (plan === undefined && !existsSync(log))
      throw new ApiError("RESOURCE_DOES_NOT_EXIST", `deployment '${target.name}' does not exist`);
    const status = plan && (await rollouts.statuses()).find(({ name }) => name === target.name);
    const isUp = status !== undefined && status.down === undefined;
    // what was counted of late is put into the files
    const { waiting } = isUp ? await rollouts.traffic(target.name) : { waiting: undefined };
    const health = { ...(await healthOf(status, home)), ...(waiting !== undefined && { queue: waiting }) };
    const current: CurrentTable = {
      kind: "deployment",
      name: target.name,
      counted: plan && join(home, "serving", target.name),
      log,
      logged: plan ? (plan.deployment.logging?.predictions ?? 0) / 100 : 1,
      from,
      // what came until this very moment is in it
      to: asked.byHand || !isTumbling ? Math.max(to, Date.now()) + 1 : to,
      last: window.kind === "rows" && !isTumbling ? window.rows : undefined,
    };
    return {
      current,
      health,
      ...(status?.down !== undefined && { down: `nobody answers for '${target.name}': ${status.down}` }),
    };
  }

  return async (monitor: Monitor, bounds: Bounds, asked: Asked): Promise<Seen | undefined> => {
    const { target, reference, window, quality } = monitor;
    const isServed = target.kind === "deployment";
    const served = isServed ? await deploymentOf(monitor, bounds, asked) : undefined;
    const current = served ? served.current : await fileOf(monitor);
    const down = served?.down;
    const faults: string[] = down === undefined ? [] : [down];
    const opened = reference === "training" ? () => trainingOf(target.name) : () => openTable(reference ?? "");
    const old = reference === undefined ? undefined : await orFault(opened, faults);
    const suite = monitor.validation === undefined ? undefined : suiteOf(monitor.validation, workspace);
    const state =
      current.kind === "file"
        ? tableState({ monitor, current: current.file, reference: old, suite, faults })
        : undefined;
    if (state !== undefined && isSeen(monitor.name, state, asked)) return undefined;
    const task: LookTask = {
      current,
      reference: old,
      columns: monitor.columns,
      tests: monitor.tests,
      driftShare: monitor.driftShare,
      segment: monitor.segment,
      suite,
      quality: quality && { ...quality, metrics: quality.metrics.map(([name]) => name) },
    };
    const found = await inThread(task);
    const isFull = window.kind !== "rows" || !monitor.isTumbling || found.rows >= window.rows;
    const isNothing = !asked.byHand && !isFull && down === undefined;
    if (state !== undefined) looks.set(monitor.name, { state, before: asked.last?.id, isNothing });
    if (isNothing) return undefined;
    const health = { ...served?.health, ...found.findings.health };
    const all = [...faults, ...found.faults];
    return {
      rows: found.rows,
      findings: { ...found.findings, health, ...(down !== undefined && { down }) },
      scores: found.scores,
      figures: { ...served?.health, ...found.figures },
      drift: found.drift,
      // a table is as it is now
      from: isServed ? (found.from ?? bounds.from) : bounds.to,
      ...(all.length > 0 && { fault: all.join("; ") }),
    };
  };
}

async function orFault(open: () => Promise<TableFile>, faults: string[]): Promise<TableFile | undefined> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    faults.push(`reference: ${error.message}`);
    return undefined;
  }
}

/** Inside of the workspace: its file names it. */
function suiteOf(written: string, workspace: string) {
  return { name: written, path: getInside(workspace, written, `validation: ${written}`) };
}
