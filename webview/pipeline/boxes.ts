import { html, nothing } from "lit";
import type { PlacedBox } from "../../src/core/graph/layeredLayout";
import { formatCount } from "../../src/shared/format";
import type { PipelineNode } from "../../src/shared/pipelinePage";
import { icon } from "../kit/icon";
import { pageLocale, t } from "../kit/words";
import { type Item, loudest } from "./fold";
import { nameOf } from "./measure";
import { detailOf, isFrozenAtRest, spoken, stateLooks, stateWord } from "./words";

export interface BoxLook {
  readonly now: number;
  readonly isChosen: boolean;
  /** The one that Tab comes to. */
  readonly isStop: boolean;
}

/** Has not run yet in the run that goes on, or will not. */
export function isDashed(item: Item): boolean {
  if (item.kind === "group") return item.state === "waiting" || item.state === "skipped";
  return ["waiting", "skipped"].includes(item.node.state) || isFrozenAtRest(item.node);
}

export function box(item: Item, placed: PlacedBox, look: BoxLook) {
  const { x, y, width, height } = placed;
  const [state, inside, label] =
    item.kind === "group"
      ? [item.state, insideOfGroup(item), spokenOfGroup(item)]
      : [item.node.state, insideOfNode(item.node, nameOf(item), look.now), spoken(item.node, look.now)];
  const kind = item.kind === "group" ? "group" : item.node.kind;
  const classes = `box kind-${kind} is-${state} ${isDashed(item) ? "dashed" : ""} ${look.isChosen ? "chosen" : ""} ${item.kind === "node" && isMarked(item.node) ? "is-marked" : ""}`;
  return html`<div
    class=${classes}
    role="button"
    tabindex=${look.isStop ? 0 : -1}
    data-id=${item.id}
    aria-label=${label}
    aria-pressed=${look.isChosen ? "true" : "false"}
    .style=${`left:${x}px;top:${y}px;width:${width}px;height:${height}px`}
  >${inside}</div>`;
}

function isMarked({ state, kind }: PipelineNode): boolean {
  return state === "changed" || (kind !== "stage" && state === "running");
}

function insideOfNode(node: PipelineNode, name: string, now: number) {
  const isStage = node.kind === "stage";
  const [sign, look] = isFrozenAtRest(node) ? ["lock", "muted"] : stateLooks[node.state];
  const { progress } = node;
  return html`<span class="sign ${isStage ? look : "muted"}">${icon(isStage ? sign : "database")}</span>
    <span class="words"><span class="name cut">${name}</span><span class="detail cut">${detailOf(node, now)}</span></span>
    ${isMarked(node) ? html`<span class="mark" aria-hidden="true">M</span>` : nothing}
    ${
      progress?.total && node.state === "running"
        ? html`<span class="bar" .style=${`width:${Math.min(100, (100 * progress.done) / progress.total)}%`}></span>`
        : nothing
    }`;
}

type Group = Extract<Item, { kind: "group" }>;

function insideOfGroup({ name, members, state }: Group) {
  const [sign, look] = stateLooks[state];
  return html`<span class="sign ${look}">${icon(sign)}</span>
    <span class="words"><span class="name cut">${name} <span class="times">×${formatCount(members.length, pageLocale())}</span></span
    ><span class="detail cut">${tally(members)}</span></span>
    <span class="mark toggle" data-toggle="yes">${icon("unfold")}</span>`;
}

/** `1 failed, 9 done`. */
export function tally(members: readonly PipelineNode[]): string {
  return loudest
    .map((state) => [state, members.filter((each) => each.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${formatCount(count, pageLocale())} ${stateWord(state)}`)
    .join(", ");
}

function spokenOfGroup({ name, members }: Group): string {
  return t("Group {0}, {1} stages, {2}", name, members.length, tally(members));
}
