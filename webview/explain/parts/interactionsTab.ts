import { html, nothing } from "lit";
import type { ExplainedInteractions } from "../../../src/shared/explanation";
import { formatNumber } from "../../../src/shared/format";
import { fileName } from "../../charts/imageOut";
import { csvOf, tableOf } from "../../charts/table";
import { host } from "../../kit/host";
import { icon, iconButton } from "../../kit/icon";
import { t } from "../../kit/words";
import type { Own, State } from "../state";
import { count } from "../words";
import { interactionTable, strongestPairs } from "./interactionWords";

const most = 20;

export interface InteractionActs {
  choose(change: Partial<Own>): void;
  again(): void;
}

/** How much each two features matter only together: darker is more. */
export function interactionsTab(state: State, acts: InteractionActs) {
  const { interactions, own } = state;
  if (interactions === undefined)
    return html`<section class="block" aria-busy="true" aria-label=${t("Interactions")}><h2>${t("Interactions")}</h2>
      <p class="muted">${t("Looking at every two features…")}</p></section>`;
  if ("fault" in interactions)
    return html`<section class="block" aria-label=${t("Interactions")}><h2>${t("Interactions")}</h2>
      <p class="fault">${icon("info")} ${interactions.fault}</p>
      <p><button class="link" @click=${acts.again}>${t("Try again")}</button></p></section>`;
  const order = state.explained.features.map(({ name }) => interactions.features.indexOf(name)).filter((at) => at >= 0);
  const shown = order.slice(0, most);
  const [first] = strongestPairs(interactions, 1);
  return html`<section class="block" aria-label=${t("Interactions")}>
    <div class="section-head">
      <h2>${t("What matters only together")}</h2>
      <span class="muted small-12 cut">${t("mean |interaction| over {0} rows", count(interactions.rows))}${shown.length < order.length ? `, ${t("top {0} of {1}", shown.length, order.length)}` : ""}</span>
      <span class="grow"></span>
      ${iconButton("export", t("Save as CSV…"), () => void host.save(fileName(t("Interactions"), "csv"), csvOf(interactionTable(interactions))))}
      ${iconButton("table", own.asTable ? t("Show as chart") : t("Show as table"), () => acts.choose({ asTable: !own.asTable }), { isOn: own.asTable })}
    </div>
    ${first === undefined ? nothing : html`<p class="said">${t("{0} and {1} go together most: {2}.", first.a, first.b, formatNumber(Number(first.value.toPrecision(3))))}</p>`}
    ${own.asTable ? tableOf(t("Interactions"), interactionTable(interactions)) : matrix(interactions, shown, acts)}
  </section>`;
}

function matrix({ features, mean_abs }: ExplainedInteractions, shown: readonly number[], { choose }: InteractionActs) {
  const value = (a: number, b: number) => mean_abs[a]?.[b] ?? 0;
  const largest = Math.max(...shown.flatMap((a) => shown.filter((b) => b !== a).map((b) => value(a, b))), 0);
  const name = (at: number) => features[at] ?? "";
  const onKey = (event: KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-cell]");
    const [row = 0, column = 0] = (cell?.dataset.cell ?? "").split(",").map(Number);
    const to = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
    }[event.key];
    const next =
      to && (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-cell="${to[0]},${to[1]}"]`);
    if (!next) return;
    event.preventDefault();
    cell?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  };
  return html`<div class="matrix-scroll"><table class="matrix" role="grid" aria-label=${t("Mean |interaction| of each two features")} @keydown=${onKey}>
    <thead><tr><td></td>${shown.map((at) => html`<th scope="col" title=${name(at)}><span><span>${name(at)}</span></span></th>`)}</tr></thead>
    <tbody>${shown.map(
      (a, row) =>
        html`<tr><th scope="row" class="cut" title=${name(a)}>${name(a)}</th>${shown.map((b, column) => {
          const isMain = a === b;
          const share = isMain || largest === 0 ? 0 : value(a, b) / largest;
          const said = isMain
            ? t("{0} alone: {1}", name(a), formatNumber(Number(value(a, b).toPrecision(3))))
            : t("{0} and {1}: {2}", name(a), name(b), formatNumber(Number(value(a, b).toPrecision(3))));
          return html`<td role="gridcell"><button class="cell ${isMain ? "main" : ""}" tabindex=${row === 0 && column === 0 ? "0" : "-1"} data-cell="${row},${column}"
          title=${said} aria-label=${said} .style=${isMain ? "" : `background:${shade(share)}`}
          @click=${() => choose({ tab: "summary", feature: name(a), by: isMain ? undefined : name(b) })}></button></td>`;
        })}</tr>`,
    )}</tbody>
  </table></div>
  <p class="legend muted small" aria-hidden="true">0<span class="ramp shades"></span>${formatNumber(Number(largest.toPrecision(3)))}</p>`;
}

/** The sequential palette, mixed between its steps. */
function shade(share: number): string {
  const at = Math.max(0, Math.min(1, share)) * 6;
  const step = Math.min(5, Math.floor(at));
  return `color-mix(in srgb, var(--tm-s${step + 2}) ${Math.round((at - step) * 100)}%, var(--tm-s${step + 1}))`;
}
