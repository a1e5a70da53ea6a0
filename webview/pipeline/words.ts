import { formatBytes, formatCount, formatDate, formatDuration, formatPercent } from "../../src/shared/format";
import type { NodeState, PipelineNode, Progress, WhyLine } from "../../src/shared/pipelinePage";
import { pageLocale, t } from "../kit/words";

/** Icon and class of a state. What is as it was is grey: only what needs a look has colour. */
export const stateLooks: Readonly<Record<NodeState, readonly [icon: string, look: string]>> = {
  waiting: ["clockface", "muted"],
  running: ["sync", "state-running"],
  unchanged: ["check", "muted"],
  done: ["check", "good"],
  restored: ["history", "muted"],
  failed: ["error", "state-failed"],
  killed: ["circle-slash", "warn"],
  skipped: ["clockface", "muted"],
  changed: ["circle-outline", "muted"],
  unknown: ["question", "muted"],
};

export function stateWord(state: NodeState): string {
  switch (state) {
    case "waiting":
      return t("waiting");
    case "running":
      return t("running");
    case "unchanged":
      return t("up to date");
    case "done":
      return t("done");
    case "restored":
      return t("cached");
    case "failed":
      return t("failed");
    case "killed":
      return t("killed");
    case "skipped":
      return t("blocked");
    case "changed":
      return t("changed");
    case "unknown":
      return t("not known");
    default:
      return state satisfies never;
  }
}

/** How many stages are in each state, in the order in which it matters: `3 done`, `1 running`. */
export function countsOf(nodes: readonly PipelineNode[]): string[] {
  const stages = nodes.filter(({ kind }) => kind === "stage");
  const order: readonly NodeState[] = [
    "done",
    "restored",
    "running",
    "failed",
    "killed",
    "waiting",
    "skipped",
    "changed",
    "unchanged",
    "unknown",
  ];
  const counts = order.flatMap((state) => {
    const count = stages.filter((node) => node.state === state && !isFrozenAtRest(node)).length;
    return count === 0 ? [] : [`${formatCount(count, pageLocale())} ${stateWord(state)}`];
  });
  const frozen = stages.filter(isFrozenAtRest).length;
  const all = stages.length === 1 ? t("1 stage") : t("{0} stages", formatCount(stages.length, pageLocale()));
  return [all, ...counts, ...(frozen === 0 ? [] : [t("{0} frozen", formatCount(frozen, pageLocale()))])];
}

/** A frozen stage does not run, whatever changed. */
export function isFrozenAtRest({ isFrozen, state }: PipelineNode): boolean {
  return isFrozen === true && state !== "running" && state !== "failed" && state !== "done";
}

/** The line under a node's name. */
export function detailOf(node: PipelineNode, now: number): string {
  if (node.kind !== "stage") return sizeText(node) || stateWord(node.state);
  if (isFrozenAtRest(node)) return t("frozen");
  const took = node.began === undefined ? undefined : formatDuration((node.ended ?? now) - node.began);
  const parts = (...each: readonly (string | undefined)[]) => each.filter(Boolean).join(" · ");
  switch (node.state) {
    case "running":
      return parts(took, progressText(node.progress)) || stateWord(node.state);
    case "done":
    case "unchanged":
      return parts(took, node.ended === undefined ? undefined : clock(node.ended, now)) || stateWord(node.state);
    case "restored":
      return parts(stateWord(node.state), took);
    case "failed":
      return parts(node.message === undefined ? stateWord(node.state) : shortMessage(node.message), took);
    case "killed":
      return parts(stateWord(node.state), took);
    case "skipped":
      return node.because === undefined ? stateWord(node.state) : t("needs {0}", node.because);
    case "changed":
      return node.why === undefined || node.why === "" ? stateWord(node.state) : node.why;
    case "waiting":
    case "unknown":
      return stateWord(node.state);
    default:
      return node.state satisfies never;
  }
}

/** `exit 1` says all that a node has room for. */
function shortMessage(message: string): string {
  const code = /exit(?:ed|s)?(?: with)?(?: code)? (\d+)/i.exec(message)?.[1];
  return code === undefined ? t("failed") : t("exit {0}", code);
}

export function sizeText({ size, nfiles }: { readonly size?: number; readonly nfiles?: number }): string {
  const files = nfiles === undefined ? undefined : t("{0} files", formatCount(nfiles, pageLocale()));
  return [files, size === undefined ? undefined : formatBytes(size)].filter(Boolean).join(" · ");
}

export function progressText(progress: Progress | undefined): string | undefined {
  if (progress === undefined) return undefined;
  return progress.total === undefined ? String(progress.done) : `${progress.done}/${progress.total}`;
}

/** Today the clock alone, else the day alone: a node has room for no more. */
export function clock(at: number, now: number): string {
  const said = formatDate(at, { now, locale: pageLocale() }).split(" ");
  return new Date(at).toDateString() === new Date(now).toDateString()
    ? (said.at(-1) ?? "")
    : said.slice(0, -1).join(" ");
}

export function whyWords({ kind, name }: WhyLine): string {
  switch (kind) {
    case "never run":
      return t("It has never run");
    case "command":
      return t("Its command changed");
    case "always":
      return t("It always runs");
    case "forced":
      return t("It was forced");
    case "dep":
    case "param":
    case "out":
      return name;
    default:
      return kind satisfies never;
  }
}

/** What a screen reader says of a node. */
export function spoken(node: PipelineNode, now: number): string {
  const kind = node.kind === "stage" ? t("Stage") : t("Data");
  const state = isFrozenAtRest(node) ? t("frozen") : stateWord(node.state);
  const detail = detailOf(node, now);
  return [`${kind} ${node.name}`, state, detail === state ? undefined : detail].filter(Boolean).join(", ");
}

/** How near the graph is. */
export function scaleText(scale: number): string {
  return formatPercent(Math.round(scale * 100) / 100);
}
