import { html, nothing } from "lit";
import { formatCount, formatDate, formatDuration } from "../../src/shared/format";
import type { TraceSummary } from "../../src/shared/traces";
import { dropdown, textField } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { spanDetails } from "./spanDetails";
import { loadTrace, type State } from "./store";
import { findSpan, type WaterfallView, waterfall } from "./waterfall";

export type TraceOrder = "slowest" | "latest";

export interface TraceView extends WaterfallView {
  order: TraceOrder;
  search: string;
  /** The trace whose spans are shown. */
  trace: string | undefined;
}

const onOverview = 10;

function ordered(
  traces: readonly TraceSummary[],
  { order, search }: Pick<TraceView, "order" | "search">,
): TraceSummary[] {
  const wanted = search.trim().toLowerCase();
  const found = traces.filter(
    ({ name, request = "", response = "", id }) =>
      wanted === "" || [name, request, response, id].some((text) => text.toLowerCase().includes(wanted)),
  );
  return found.sort((a, b) => (order === "latest" ? b.time - a.time : (b.duration ?? 0) - (a.duration ?? 0)));
}

function orderChoice(view: TraceView, label: string, words: Readonly<Record<TraceView["order"], string>>) {
  const orders = ["slowest", "latest"] as const;
  const choices = orders.map((value) => ({ value, label: words[value] }));
  return dropdown(label, choices, view.order, (chosen) => {
    view.order = orders.find((each) => each === chosen) ?? "slowest";
    view.draw();
  });
}

/** One trace on the overview: the slowest unless somebody wants the latest. */
export function traceSection(state: State, view: TraceView) {
  const traces = state.traces ?? [];
  const [first] = ordered(traces, { order: view.order, search: "" });
  if (first === undefined) return nothing;
  const detail = state.traceDetails.get(first.id);
  if (detail === undefined) read(state, first.id, view);
  return html`<section class="block">
    <div class="head">
      <h2>${t("Trace")}</h2>
      <span class="muted small cut number">${sentence(first)}</span>
      <span class="grow"></span>
      ${
        traces.length > 1
          ? orderChoice(view, t("Which trace"), {
              slowest: t("slowest of {0}", formatCount(traces.length)),
              latest: t("latest of {0}", formatCount(traces.length)),
            })
          : nothing
      }
    </div>
    ${detail ? waterfall(detail, view, { limit: onOverview }) : html`<div class="blank"></div>`}
  </section>`;
}

function sentence(trace: TraceSummary): string {
  return `${trace.name} · ${factsOf(trace)}`;
}

function factsOf({ time, spans, duration }: TraceSummary): string {
  const parts = [
    formatDate(time, { now: Date.now(), seconds: true }),
    spans === 1 ? t("1 span") : t("{0} spans", formatCount(spans)),
  ];
  if (duration !== undefined) parts.push(formatDuration(duration));
  return parts.join(" · ");
}

function read(state: State, id: string, view: TraceView): void {
  loadTrace(state, id).then(view.draw, (error: unknown) => host.fault(String(error)));
}

const icons = { OK: "check", ERROR: "error", IN_PROGRESS: "sync", STATE_UNSPECIFIED: "circle-outline" } as const;
const classes = {
  OK: "state-finished",
  ERROR: "state-failed",
  IN_PROGRESS: "state-running",
  STATE_UNSPECIFIED: "muted",
} as const;
const mostListed = 300;

function stateWord(state: TraceSummary["state"]): string {
  switch (state) {
    case "OK":
      return t("Finished");
    case "ERROR":
      return t("Failed");
    case "IN_PROGRESS":
      return t("Running");
    case "STATE_UNSPECIFIED":
      return t("Unknown");
    default:
      return state satisfies never;
  }
}

/** All traces of the run, and the spans of the one that is chosen. */
export function tracesTab(state: State, view: TraceView) {
  const { traces } = state;
  if (traces === undefined) return html`<div class="main"></div>`;
  if (traces.length === 0)
    return html`<div class="empty grow"><div>${t("The run has no traces.")}</div>
      <div class="muted">${t("A call under mlflow.trace, or an autologged chain, stands here with all its spans.")}</div></div>`;
  const found = ordered(traces, view);
  const chosen = found.find(({ id }) => id === view.trace) ?? found[0];
  const detail = chosen && state.traceDetails.get(chosen.id);
  if (chosen && detail === undefined) read(state, chosen.id, view);
  const span = findSpan(detail, view.chosen);
  return html`<div class="with-pane">
    <div class="main tall">
      <div class="band toolbar">
        ${textField({
          label: t("Search traces"),
          placeholder: t("Name, request or answer"),
          icon: "search",
          value: view.search,
          input: (value) => {
            view.search = value;
            view.draw();
          },
        })}
        ${orderChoice(view, t("Order"), { slowest: t("Slowest first"), latest: t("Latest first") })}
        <span class="grow"></span>
        <span class="muted small number">${found.length === traces.length ? formatCount(traces.length) : t("{0} of {1}", formatCount(found.length), formatCount(traces.length))}</span>
      </div>
      ${
        found.length === 0
          ? html`<div class="empty"><div>${t("No trace holds this text.")}</div></div>`
          : html`<div class="list" role="listbox" aria-label=${t("Traces")} @keydown=${(event: KeyboardEvent) => moveIn(event, found, chosen, view)}>
              ${found.slice(0, mostListed).map((trace) => traceRow(trace, trace === chosen, found[0]?.duration ?? 0, view))}
            </div>
            ${found.length > mostListed ? html`<p class="none small">${t("{0} more: search to find them", formatCount(found.length - mostListed))}</p>` : nothing}`
      }
      ${chosen && detail ? html`<section class="block spans-block"><div class="head"><h2 class="cut">${detail.name || chosen.id}</h2><span class="muted small number cut">${factsOf(chosen)}</span></div>${waterfall(detail, view)}</section>` : nothing}
    </div>
    ${
      span && detail
        ? spanDetails(span, detail.assessments, () => {
            view.chosen = undefined;
            view.draw();
          })
        : nothing
    }
  </div>`;
}

function traceRow(trace: TraceSummary, isChosen: boolean, longest: number, view: TraceView) {
  const { id, name, state, time, duration, spans, tokens, request } = trace;
  return html`<div
    class="trace ${isChosen ? "chosen" : ""}"
    role="option"
    aria-selected=${isChosen ? "true" : "false"}
    aria-label=${`${stateWord(state)}: ${sentence(trace)}`}
    tabindex=${isChosen ? "0" : "-1"}
    data-trace=${id}
    @click=${() => chooseTrace(view, id)}
  >
    <span class="codicon codicon-${icons[state]} ${classes[state]}" title=${stateWord(state)}></span>
    <span class="cut name">${name || id}</span>
    <span class="cut muted request">${request ?? ""}</span>
    <span class="number muted">${tokens === undefined ? "" : t("{0} tokens", formatCount(tokens))}</span>
    <span class="number muted">${spans === 1 ? t("1 span") : t("{0} spans", formatCount(spans))}</span>
    <span class="number muted when">${formatDate(time, { now: Date.now(), seconds: true })}</span>
    <span class="number took">${duration === undefined ? icon("sync", t("Running")) : formatDuration(duration)}</span>
    <span class="share" aria-hidden="true"><span .style=${`width:${longest > 0 ? Math.min(100, ((duration ?? 0) / longest) * 100) : 0}%`}></span></span>
  </div>`;
}

function chooseTrace(view: TraceView, id: string): void {
  view.trace = id;
  view.chosen = undefined;
  view.top = 0;
  view.draw();
}

function moveIn(
  event: KeyboardEvent,
  found: readonly TraceSummary[],
  chosen: TraceSummary | undefined,
  view: TraceView,
): void {
  const at = chosen ? found.indexOf(chosen) : -1;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: Math.min(found.length, mostListed) - 1 }[event.key];
  const next = to === undefined ? undefined : found[to];
  if (next === undefined) return;
  event.preventDefault();
  chooseTrace(view, next.id);
  const list = event.currentTarget as HTMLElement;
  requestAnimationFrame(() => list.querySelector<HTMLElement>(`[data-trace="${CSS.escape(next.id)}"]`)?.focus());
}
