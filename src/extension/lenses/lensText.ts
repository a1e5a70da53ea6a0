import * as vscode from "vscode";
import type { Target } from "../../core/python/findTargets";
import type { DeploymentStatus } from "../../shared/deployments";
import { formatCount, formatNumber, formatPercent } from "../../shared/format";
import { launchTag } from "../../shared/launch";
import type { ModelSummary, VersionSummary } from "../../shared/models";
import type { RunSummary } from "../../shared/runs";
import { findServed } from "../deployments/rolloutFacts";
import { statusWords } from "../runs/runItems";
import { stepOf } from "../runs/runText";
import { formatChange, type LastResult, lastResult, metricOf, outermost } from "../scripts/lastResult";
import { type ScriptFacts, tagOf } from "../scripts/scriptFacts";
import type { TrackedTasks } from "../tasks/trackedTasks";

/** A plain space after an icon is lost on the way to the screen. */
const gap = "\u00a0";

export interface Lens {
  readonly title: string;
  readonly tooltip?: string;
  /** Without `tidemark.`; undefined: it only says something. */
  readonly command?: string;
  readonly args: readonly unknown[];
}

export interface About {
  readonly uri: vscode.Uri;
  readonly facts: ScriptFacts | undefined;
  readonly isCell: boolean;
  /** The guard says what runs, so that the line above the start keeps to its own. */
  readonly hasGuard: boolean;
  readonly tasks: TrackedTasks;
  /** What is served from the folder. */
  readonly served: readonly DeploymentStatus[];
}

/** At most three: an act, a result, a next step. */
export function lensesOf(target: Target, about: About): Lens[] {
  switch (target.kind) {
    case "run": {
      const running = about.hasGuard ? [] : runningLenses(about);
      return running.length > 0 ? running : startLenses(about);
    }
    case "main":
      return runningLenses(about);
    case "model":
      return modelLenses(target.name, about);
    default:
      return target satisfies never;
  }
}

function startLenses({ uri, facts, isCell }: About): Lens[] {
  const file = uri.toString();
  const lenses: Lens[] = [];
  if (!isCell)
    lenses.push({
      title: `$(play)${gap}${vscode.l10n.t("Run & track")}`,
      tooltip: vscode.l10n.t("Run this file; what it logs is recorded in this folder"),
      command: "runOpenFile",
      args: [file],
    });
  const last = facts && lastResult(facts.runs, facts.metric);
  if (last) lenses.push(lastLens(last, uri));
  if (facts && facts.total > 1)
    lenses.push({
      title: vscode.l10n.t("Compare {0} runs", formatCount(facts.total)),
      command: "compareScriptRuns",
      args: [file],
    });
  return lenses;
}

function lastLens({ run, metric, change }: LastResult, uri: vscode.Uri): Lens {
  const value = metric && `${short(metric.key)} ${formatNumber(metric.value)}`;
  const state = run.status === "FINISHED" ? undefined : statusWords()[run.status];
  const result = [value && change ? `${value} ${formatChange(change)}` : value, state]
    .filter((part) => part)
    .join(", ");
  return {
    title: vscode.l10n.t("last: {0}", result || statusWords()[run.status]),
    tooltip: lastTooltip(run, change),
    command: "openRun",
    args: [run.id, folderOf(uri)],
  };
}

function lastTooltip(run: RunSummary, change: LastResult["change"]): string {
  const name = short(run.name);
  if (change === undefined) return vscode.l10n.t("Open run {0}", name);
  const before = `${short(change.before.name)} (${formatNumber(change.value)})`;
  switch (change.is) {
    case "better":
      return vscode.l10n.t("{0}: better than {1}. Open run", name, before);
    case "worse":
      return vscode.l10n.t("{0}: worse than {1}. Open run", name, before);
    case "same":
      return vscode.l10n.t("{0}: the same as {1}. Open run", name, before);
    default:
      return change.is satisfies never;
  }
}

function runningLenses({ uri, facts, tasks }: About): Lens[] {
  const running = outermost(facts?.runs ?? []).filter(({ status }) => status === "RUNNING");
  const [run] = running;
  const task = tasks.find(uri.fsPath, run && tagOf(run, launchTag));
  const stop: Lens = { title: vscode.l10n.t("Stop"), command: "stopScript", args: [uri.toString(), run?.id] };
  if (run === undefined) {
    if (task === undefined) return [];
    // between two of its runs, or after the last
    const hasBegun = facts?.runs.some((each) => task.launch !== undefined && tagOf(each, launchTag) === task.launch.id);
    const state = hasBegun ? vscode.l10n.t("Running") : vscode.l10n.t("Starting");
    return [{ title: `$(sync~spin)${gap}${state}`, args: [] }, stop];
  }
  return [
    {
      title: `$(sync~spin)${gap}${progressOf(run, running.length, facts?.metric)}`,
      tooltip: short(run.name),
      args: [],
    },
    running.length === 1
      ? { title: vscode.l10n.t("Open"), command: "openRun", args: [run.id, folderOf(uri)] }
      : { title: vscode.l10n.t("Compare"), command: "compareRuns", args: [running.map(({ id }) => id), folderOf(uri)] },
    ...(task ? [stop] : []),
  ];
}

function progressOf(run: RunSummary, count: number, metric: string | undefined): string {
  if (count > 1) return vscode.l10n.t("{0} running", formatCount(count));
  const found = metricOf(run, metric) ?? run.metrics[0];
  return found === undefined || found.step === 0
    ? vscode.l10n.t("Running")
    : vscode.l10n.t("Running, {0}", stepOf(run, found, statusWords()));
}

function modelLenses(name: string | undefined, { uri, facts, served }: About): Lens[] {
  const found = facts && findModel(name, facts);
  if (found === undefined) return [];
  const { model, version } = found;
  const state = version.stage === "None" ? version.aliases[0] && `@${version.aliases[0]}` : version.stage;
  return [
    {
      title: [`$(package)${gap}${short(model.name)} v${version.version}`, state && short(state)]
        .filter((part) => part)
        .join(" · "),
      tooltip: vscode.l10n.t("Open model {0}", short(model.name)),
      command: "openModel",
      args: [model.name, folderOf(uri)],
    },
    serveLens(model.name, version.version, { uri, served }),
    ...(model.versions.length < 2
      ? []
      : [
          {
            title: vscode.l10n.t("A/B or canary…"),
            tooltip: vscode.l10n.t("Try {0} v{1} beside another version", short(model.name), version.version),
            command: "planRollout",
            args: [model.name, version.version, folderOf(uri)],
          },
        ]),
  ];
}

function serveLens(model: string, version: number, { uri, served }: Pick<About, "uri" | "served">): Lens {
  const found = findServed(served, model, version);
  if (found === undefined)
    return {
      title: vscode.l10n.t("Serve"),
      tooltip: vscode.l10n.t(
        "An address on this machine that answers with predictions of {0} v{1}",
        short(model),
        version,
      ),
      command: "serveModel",
      args: [model, version, folderOf(uri)],
    };
  const { deployment, variant } = found;
  return {
    title: vscode.l10n.t("Serving, {0}", formatPercent(variant.weight / 100)),
    tooltip: vscode.l10n.t("Open deployment {0}", short(deployment.name)),
    command: "openDeployment",
    args: [deployment.name, folderOf(uri)],
  };
}

/** The newest version that a run of this script made; of a name that is written out, else the newest of all. */
function findModel(name: string | undefined, { models, runs }: ScriptFacts) {
  const ids = new Set(runs.map(({ id }) => id));
  const isOurs = ({ run }: VersionSummary) => run !== undefined && ids.has(run);
  const own =
    name === undefined ? models.filter(({ versions }) => versions.some(isOurs)) : models.filter((m) => m.name === name);
  const [model] = own;
  if (model === undefined || own.length > 1) return undefined;
  const version = model.versions.find(isOurs) ?? (name === undefined ? undefined : model.versions[0]);
  return version && { model: model as ModelSummary, version };
}

/** A lens is one line, and `$(` would become an icon. */
function short(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").replaceAll("$(", "$\u200b(");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function folderOf(uri: vscode.Uri): string | undefined {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
}
