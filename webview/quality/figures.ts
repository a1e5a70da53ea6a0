import { html, nothing } from "lit";
import type { LimitCheck, QualityDocument } from "../../src/shared/quality";
import { t } from "../kit/words";
import { change, figure, figureNames } from "./words";

/** All figures in one line, each with what changed against the reference. */
export function figureLine({ current, reference, unlabelled }: QualityDocument) {
  const figures = current?.figures ?? unlabelled?.estimated ?? {};
  const why = current?.why ?? unlabelled?.why ?? {};
  const names = figureNames[current?.kind ?? "classification"];
  return html`<dl class="figures line" aria-label=${current ? t("Figures") : t("Expected figures")}>
    ${names.map(([name, label]) => {
      if (figures[name] === undefined) return nothing;
      const against = change(name, figures[name], reference?.figures[name]);
      return html`<div class="figure"><dt class="small muted">${label}</dt>
        <dd><span class="value" title=${figures[name] ?? why[name] ?? ""}>${figure(figures[name])}</span>${
          against === undefined
            ? nothing
            : html`<span class="delta small ${against.look}" title=${t("reference {0}", figure(reference?.figures[name]))}>${against.text}</span>`
        }</dd></div>`;
    })}
  </dl>`;
}

export function limitLine(checks: readonly LimitCheck[]) {
  if (checks.length === 0) return nothing;
  return html`<ul class="limits line" aria-label=${t("Limits")}>${checks.map(
    ({ figure: name, bound, limit, value, ok, why }) =>
      html`<li><span class="codicon codicon-${ok ? "pass" : "error"} ${ok ? "good" : "bad"}" aria-hidden="true"></span>
        ${name} <b>${figure(value)}</b> <span class="muted">${bound === "min" ? t("at least {0}", figure(limit)) : t("at most {0}", figure(limit))}${why === undefined ? "" : `: ${why}`}</span></li>`,
  )}</ul>`;
}
