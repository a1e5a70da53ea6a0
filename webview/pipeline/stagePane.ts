import { html, nothing } from "lit";
import {
  formatBytes,
  formatDate,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTimeLeft,
} from "../../src/shared/format";
import type { PipelineNode, Progress, StageItem, StagePage, WhyLine } from "../../src/shared/pipelinePage";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { pageLocale, t } from "../kit/words";
import { lastRuns } from "./lastRuns";
import { isLive, type State } from "./state";
import { isFrozenAtRest, sizeText, stateLooks, stateWord, whyWords } from "./words";

export interface PaneActs {
  close(): void;
  choose(id: string): void;
  reproduce(stage: string): void;
  openLine(file: string, line: number | undefined): void;
  diff(path: string): void;
  copy(text: string): void;
}

/** All about the chosen stage: what it runs, why, what goes in and out, and the run it made. */
export function stagePane(state: State, node: PipelineNode, acts: PaneActs) {
  const { stage, noStage } = state;
  const [sign, look] = isFrozenAtRest(node) ? ["lock", "muted"] : stateLooks[node.state];
  const isStage = node.kind === "stage";
  return html`<aside class="pane" aria-label=${isStage ? t("Stage {0}", node.name) : t("Data {0}", node.name)}>
    <div class="pane-head">
      <span class=${look}>${icon(isStage ? sign : "database", stateWord(node.state))}</span>
      <h2 class="grow cut pane-name" title=${node.id}>${node.name}</h2>
      ${iconButton("go-to-file", t("Open {0}", place(node)), () => acts.openLine(node.file, node.line))}
      ${node.run === undefined ? nothing : iconButton("output", t("Log"), () => void host.command("openRunLog", node.run))}
      ${iconButton("close", t("Close"), acts.close)}
    </div>
    ${standing(node, state)}
    ${noStage === undefined ? nothing : html`<p class="bad small-12">${noStage}</p>`}
    ${isStage ? (stage === undefined ? nothing : facts(state, node, stage, acts)) : data(node, acts)}
  </aside>`;
}

function place({ file, line }: PipelineNode): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** How far it is, while it runs; how it came out, afterwards. */
function standing(node: PipelineNode, { page: { now }, stage }: State) {
  const { progress, began, ended, state } = node;
  if (state !== "running") {
    if (state === "failed" && node.message !== undefined)
      return html`<p class="bad small-12 message">${node.message}</p>`;
    if (state === "skipped" && node.because !== undefined)
      return html`<p class="small-12 muted">${t("Blocked: {0} failed", node.because)}</p>`;
    const took = began !== undefined && ended !== undefined ? formatDuration(ended - began) : undefined;
    const date = ended === undefined ? undefined : formatDate(ended, { now, locale: pageLocale() });
    const said = [isFrozenAtRest(node) ? t("frozen") : stateWord(state), took, date].filter(Boolean).join(" · ");
    return html`<p class="small-12 muted">${said}</p>`;
  }
  const passed = began === undefined ? 0 : now - began;
  const usual = stage?.durations.filter(({ isFailed }) => !isFailed).at(-1)?.seconds;
  const share = progress?.total ? Math.min(1, progress.done / progress.total) : undefined;
  const left = share ? passed / share - passed : usual === undefined ? undefined : Math.max(0, usual * 1000 - passed);
  return html`<div class="progress">
    <div class="progress-words"><span>${[progressWords(progress), t("Running, {0}", formatDuration(passed))].filter(Boolean).join(" · ")}</span>
      <span class="muted">${left === undefined || left < 1000 ? nothing : t("{0} left", formatTimeLeft(left))}</span></div>
    ${share === undefined ? nothing : html`<div class="progress-track"><span .style=${`width:${100 * share}%`}></span></div>`}
    ${stage?.says ? html`<div class="says code muted cut" title=${stage.says}>${stage.says}</div>` : nothing}
  </div>`;
}

function progressWords(progress: Progress | undefined): string | undefined {
  if (progress === undefined) return undefined;
  const unit = progress.unit === "step" ? t("Step") : t("Epoch");
  return progress.total === undefined
    ? `${unit} ${progress.done}`
    : t("{0} {1} of {2}", unit, progress.done, progress.total);
}

function facts(state: State, node: PipelineNode, stage: StagePage, acts: PaneActs) {
  const live = isLive(state);
  return html`
    ${stage.desc === undefined ? nothing : html`<p class="small-12">${stage.desc}</p>`}
    <pre class="command code" title=${t("Runs in {0}", stage.wdir === "" ? "." : stage.wdir)}>${stage.cmd.join("\n")}</pre>
    ${
      live
        ? nothing
        : html`<div class="pane-acts">${button({ label: t("Reproduce this stage"), icon: "play", isOff: host.isAway(), act: () => acts.reproduce(node.id) })}</div>`
    }
    ${group(whyTitle(node, stage), stage.why.map(whyLine))}
    ${group(
      t("Params"),
      stage.params.map(
        (each) =>
          html`<div class="pair code"><span class="grow cut" title="${each.file}: ${each.name}">${each.name}</span><span class="value cut" title=${each.value}>${each.value}</span></div>`,
      ),
    )}
    ${group(
      t("Dependencies"),
      stage.deps.map((each) => item(each, acts)),
    )}
    ${group(
      t("Outputs"),
      stage.outs.map((each) => item(each, acts)),
    )}
    ${run(stage, state.page.now)}`;
}

function group(title: string, lines: readonly unknown[]) {
  if (lines.length === 0) return nothing;
  return html`<section class="pane-group"><h3>${title}</h3>${lines}</section>`;
}

function whyTitle(node: PipelineNode, { why }: StagePage): string {
  if (why.length === 0) return "";
  if (node.state === "running") return t("Why it runs");
  return node.state === "done" || node.state === "failed" || node.state === "restored"
    ? t("Why it ran")
    : t("Why it would run");
}

function whyLine(why: WhyLine) {
  const { before, after } = why;
  const isCode = why.kind === "dep" || why.kind === "param" || why.kind === "out";
  return html`<div class="pair ${isCode ? "code" : "small-12"}">
    <span class="grow cut" title=${whyWords(why)}>${whyWords(why)}</span>
    ${
      before === undefined && after === undefined
        ? nothing
        : html`<span class="value moved"><span class="muted cut" title=${before ?? ""}>${shown(before, why)}</span><span class="muted" aria-label=${t("now")}>→</span><b class="cut" title=${after ?? ""}>${shown(after, why)}</b></span>`
    }
  </div>`;
}

function shown(value: string | undefined, { kind }: WhyLine): string {
  if (value === undefined) return "–";
  return kind === "param" ? value : value.slice(0, 4);
}

function item(each: StageItem, acts: PaneActs) {
  const { path, state, hash } = each;
  const canDiff = state === "changed" && each.isTracked === true;
  const last =
    state === "writing"
      ? t("writing")
      : state === "waiting"
        ? t("waiting")
        : state === "missing"
          ? t("missing")
          : sizeText(each);
  return html`<div class="pair">
    <span class="grow cut" title=${each.from === undefined ? path : t("{0}, from stage {1}", path, each.from)}>${
      each.from === undefined
        ? path
        : html`<button class="plain-link cut" @click=${() => acts.choose(each.from as string)}>${path}</button>`
    }</span>
    ${
      canDiff
        ? html`<button class="mark plain-link" title=${t("Changed: show what")} aria-label=${t("{0} changed: show what", path)} @click=${() => acts.diff(path)}>M</button>`
        : state === "changed" || state === "new"
          ? html`<span class="mark" title=${state === "new" ? t("new") : t("changed")}>${state === "new" ? "A" : "M"}</span>`
          : nothing
    }
    ${
      hash === undefined
        ? nothing
        : html`<button class="hash code muted plain-link" title=${t("Copy {0}", hash)} @click=${() => acts.copy(hash)}>${hash.slice(0, 7)}</button>`
    }
    <span class="size number ${state === "missing" ? "bad" : "muted"}">${last}</span>
  </div>`;
}

function run(stage: StagePage, now: number) {
  const { run: made, durations } = stage;
  if (made === undefined && durations.length === 0) return nothing;
  const lines = [
    made &&
      html`<div class="pair">${icon("beaker")}<button class="link cut grow start" @click=${() => void host.command("openRun", made.id)}>${made.name}</button>
        ${made.metric === undefined ? nothing : html`<span class="muted cut" title=${made.metric.key}>${made.metric.key}</span><b class="number" title=${String(made.metric.value)}>${formatNumber(made.metric.value)}</b>`}</div>`,
    made?.peakMemory === undefined ? undefined : figure(t("Peak memory"), formatBytes(made.peakMemory)),
    made?.cpu === undefined ? undefined : figure(t("CPU"), formatPercent(made.cpu)),
    durations.length < 2 ? undefined : lastRuns(stage, now),
    made?.tail && made.tail.length > 0
      ? html`<pre class="tail code" tabindex="0" aria-label=${t("The last lines of its log")}>${made.tail.join("\n")}</pre>`
      : undefined,
  ].filter((each) => each !== undefined);
  return group(t("Run"), lines);
}

function figure(name: string, value: string) {
  return html`<div class="pair"><span class="muted grow">${name}</span><span class="number">${value}</span></div>`;
}

/** Tracked data that no stage makes. */
function data(node: PipelineNode, acts: PaneActs) {
  return html`<section class="pane-group"><h3>${t("Data")}</h3>
    <div class="pair"><span class="grow cut" title=${node.name}>${node.name}</span><span class="size number muted">${sizeText(node)}</span></div>
    ${node.state === "changed" ? html`<button class="link" @click=${() => acts.diff(node.name)}>${t("Show what changed")}</button>` : nothing}
  </section>`;
}
