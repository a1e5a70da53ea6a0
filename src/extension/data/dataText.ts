import * as vscode from "vscode";
import type { ChangeKind, Tracked, TrackedState } from "../../shared/data";
import { formatBytes, formatCount, formatDuration } from "../../shared/format";
import type { NodeState, PipelineNode, StageItem } from "../../shared/pipelinePage";

/** What lines, badges and tooltips say of data and stages. */

/** As a person would say it. */
export function stateWord(state: TrackedState): string {
  const { t } = vscode.l10n;
  switch (state) {
    case "clean":
      return t("unchanged");
    case "modified":
      return t("modified");
    case "added":
      return t("not added yet");
    case "deleted":
      return t("deleted");
    case "not in cache":
      return t("not in the cache");
    case "not fetched":
      return t("not fetched");
    case "unknown":
      return t("not readable");
    default:
      return state satisfies never;
  }
}

export function changeWord(kind: ChangeKind): string {
  const { t } = vscode.l10n;
  switch (kind) {
    case "added":
      return t("added");
    case "modified":
      return t("modified");
    case "deleted":
      return t("deleted");
    case "renamed":
      return t("renamed");
    case "not in cache":
      return t("not in the cache");
    default:
      return kind satisfies never;
  }
}

/** `9,412 files · 1.6 GB`, and what is unusual about it. */
export function describeTracked(tracked: Tracked): string {
  const { current, state, remote, why } = tracked;
  const size = current?.size ?? tracked.size;
  const files = current?.nfiles ?? tracked.nfiles;
  return [
    files === undefined ? "" : filesText(files),
    size === undefined ? "" : formatBytes(size),
    state === "clean" || state === "modified" ? "" : (why ?? stateWord(state)),
    remote === "new" ? vscode.l10n.t("not pushed") : "",
    remote === "missing" ? vscode.l10n.t("lost: neither here nor on the remote") : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

export function filesText(count: number): string {
  return count === 1 ? vscode.l10n.t("1 file") : vscode.l10n.t("{0} files", formatCount(count));
}

/** `4 tracked · 1.8 GB`. */
export function describeData(all: readonly Tracked[]): string {
  const sizes = all.map(({ current, size }) => current?.size ?? size);
  const known = sizes.filter((each): each is number => each !== undefined);
  const changed = all.filter(({ state }) => state !== "clean").length;
  return [
    all.length === 1 ? vscode.l10n.t("1 tracked") : vscode.l10n.t("{0} tracked", formatCount(all.length)),
    known.length === 0 ? "" : formatBytes(known.reduce((sum, each) => sum + each, 0)),
    changed === 0 ? "" : vscode.l10n.t("{0} changed", formatCount(changed)),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** `2 of 5 stages changed`; nothing to say of a pipeline that is as it should be but how many there are. */
export function describePipeline(stages: readonly PipelineNode[]): string {
  const { t } = vscode.l10n;
  const count = formatCount(stages.length);
  const of = (states: readonly NodeState[]) => stages.filter(({ state }) => states.includes(state)).length;
  const failed = of(["failed"]);
  const running = of(["running"]);
  const changed = of(["changed"]);
  if (running > 0) return t("{0} of {1} stages running", running, count);
  if (failed > 0) return t("{0} of {1} stages failed", failed, count);
  if (changed > 0) return stages.length === 1 ? t("1 stage, changed") : t("{0} of {1} stages changed", changed, count);
  return stages.length === 1 ? t("1 stage") : t("{0} stages", count);
}

export function stageWord({ state, isFrozen }: Pick<PipelineNode, "state" | "isFrozen">): string {
  const { t } = vscode.l10n;
  if (isFrozen && state !== "running") return t("frozen");
  switch (state) {
    case "waiting":
      return t("waiting");
    case "running":
      return t("running");
    case "unchanged":
      return t("unchanged");
    case "done":
      return t("done");
    case "restored":
      return t("cached");
    case "failed":
      return t("failed");
    case "killed":
      return t("killed");
    case "skipped":
      return t("left out");
    case "changed":
      return t("changed");
    case "unknown":
      return t("unknown");
    default:
      return state satisfies never;
  }
}

/** `cached · 4.1s`, `2m 33s · params: lr`, `waits for train`. */
export function describeStage(stage: PipelineNode, now: number): string {
  const { t } = vscode.l10n;
  const { state, why, because, message, progress } = stage;
  const time = durationOf(stage, now);
  const steps =
    progress === undefined
      ? ""
      : progress.total === undefined
        ? formatCount(progress.done)
        : `${formatCount(progress.done)}/${formatCount(progress.total)}`;
  const parts = (): string[] => {
    switch (state) {
      case "running":
        return [time, steps, why ?? ""];
      case "waiting":
        return [because === undefined ? t("waiting") : t("waits for {0}", because)];
      case "failed":
        return [message ?? t("failed"), time];
      case "killed":
        return [t("killed"), time];
      case "skipped":
        return [because === undefined ? t("left out") : t("needs {0}", because)];
      case "changed":
        return [why ?? t("changed"), time];
      case "restored":
        return [t("cached"), time];
      case "unknown":
        return [message ?? t("unknown")];
      case "unchanged":
      case "done":
        return [time === "" ? stageWord({ state }) : "", time];
      default:
        return state satisfies never;
    }
  };
  const frozen = stage.isFrozen === true && state !== "running" ? t("frozen") : "";
  return [frozen, ...parts()].filter(Boolean).join(" · ");
}

function durationOf({ began, ended, state }: PipelineNode, now: number): string {
  if (began === undefined) return "";
  if (ended === undefined) return state === "running" ? formatDuration(now - began) : "";
  return formatDuration(ended - began);
}

export function describeItem(item: StageItem): string {
  const { t } = vscode.l10n;
  const words: Record<StageItem["state"], string> = {
    same: "",
    changed: t("changed"),
    new: t("new"),
    missing: t("missing"),
    writing: t("writing"),
    waiting: t("waiting"),
  };
  return [
    words[item.state],
    item.nfiles === undefined ? "" : filesText(item.nfiles),
    item.size === undefined ? "" : formatBytes(item.size),
    item.hash === undefined ? "" : shortHash(item.hash),
    item.from === undefined ? "" : t("from {0}", item.from),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** As much of an md5 as tells it from others. */
export function shortHash(md5: string): string {
  return md5.slice(0, 7);
}

/** For a badge: one letter, as source control has them; clean data get none. */
export function badgeOf(state: TrackedState): string | undefined {
  switch (state) {
    case "modified":
      return "M";
    case "added":
      return "A";
    case "deleted":
      return "D";
    case "not in cache":
      return "!";
    case "not fetched":
      return "↓";
    case "unknown":
      return "?";
    case "clean":
      return undefined;
    default:
      return state satisfies never;
  }
}

/** What people add first, then what stages make; what git keeps is not DVC's. */
export function shownData(all: readonly Tracked[] = []): Tracked[] {
  const kept = all.filter(({ isUncached }) => !isUncached);
  return [...kept.filter(({ stage }) => stage === undefined), ...kept.filter(({ stage }) => stage !== undefined)];
}
