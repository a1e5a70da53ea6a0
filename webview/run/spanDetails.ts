import { html, nothing } from "lit";
import type { AssessmentSummary, SpanSummary, TextPair } from "../../src/shared/traces";
import { host } from "../kit/host";
import { iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { formatMicroseconds } from "./waterfall";

/** A text longer than this is cut on the screen; copying takes it whole. */
const longest = 20_000;

/** What went into a span, what came out, and what was said of it. */
export function spanDetails(span: SpanSummary, assessments: readonly AssessmentSummary[], close: () => void) {
  const own = assessments.filter(
    (each) => each.span === span.id || (each.span === undefined && span.parent === undefined),
  );
  return html`<aside class="pane details" aria-label=${t("Span {0}", span.name)}>
    <div class="head">
      <h2 class="cut" title=${span.name}>${span.name}</h2><span class="tag">${span.type}</span><span class="grow"></span>
      ${iconButton("close", t("Close the details"), close)}
    </div>
    <dl class="pairs plain">
      <div><dt class="muted">${t("Starts at")}</dt><dd class="number">${formatMicroseconds(span.start)}</dd></div>
      <div><dt class="muted">${t("Took")}</dt><dd class="number">${span.duration === undefined ? t("not ended") : formatMicroseconds(span.duration)}</dd></div>
    </dl>
    ${span.status === "ERROR" ? html`<p class="bad text">${span.message ?? t("Failed, and did not say why.")}</p>` : nothing}
    ${jsonBlock(t("Inputs"), span.inputs)} ${jsonBlock(t("Outputs"), span.outputs)}
    ${own.length > 0 ? html`<h3>${t("Assessments")}</h3>${own.map(assessment)}` : nothing}
    ${pairList(t("Attributes"), span.attributes)}
    ${
      span.events.length > 0
        ? html`<h3>${t("Events")}</h3>${span.events.map(
            (
              event,
            ) => html`<div class="event"><div class="facts"><b>${event.name}</b><span class="number">${formatMicroseconds(event.at)}</span></div>
              ${event.attributes.map((each) => textPair(each))}</div>`,
          )}`
        : nothing
    }
  </aside>`;
}

function jsonBlock(title: string, text: string | undefined) {
  if (text === undefined) return nothing;
  const shown = prettyJson(text);
  return html`<div class="head small-head"><h3>${title}</h3><span class="grow"></span>${iconButton("copy", t("Copy {0}", title), () => void host.copy(text))}</div>
    <pre class="code text" tabindex="0" role="textbox" aria-readonly="true" aria-multiline="true" aria-label=${title}>${shown.length > longest ? `${shown.slice(0, longest)}\n…` : shown}</pre>`;
}

/** Indented where it is JSON; what is not stays as it is. */
export function prettyJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}

function pairList(title: string, list: readonly TextPair[]) {
  return list.length === 0 ? nothing : html`<h3>${title}</h3>${list.map((each) => textPair(each))}`;
}

function textPair({ key, value }: TextPair) {
  const shown = prettyJson(value);
  return html`<div class="pair"><div class="code muted cut" title=${key}>${key}</div><div class="code text">${shown.length > 2000 ? `${shown.slice(0, 2000)}…` : shown}</div></div>`;
}

function assessment({ name, value, source, source_type, rationale, valid }: AssessmentSummary) {
  return html`<div class="pair ${valid ? "" : "muted"}">
    <div><b>${name}</b> <span class="code">${prettyJson(value).slice(0, 200)}</span></div>
    <div class="muted small">${[source_type.toLowerCase(), source].filter(Boolean).join(" · ")}${valid ? nothing : ` · ${t("overridden")}`}</div>
    ${rationale ? html`<div class="text">${rationale.slice(0, 2000)}</div>` : nothing}
  </div>`;
}
