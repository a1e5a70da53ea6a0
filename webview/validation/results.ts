import { html } from "lit";
import type { ValidationDocument } from "../../src/shared/validation";
import { t } from "../kit/words";

/** Places of results that a search leaves, failed ones first. */
export function orderOf({ report, lines }: ValidationDocument, search: string): readonly number[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const places = lines.flatMap((line, i) => {
    const text =
      `${line.column} ${line.expects} ${line.says} ${report.results[i]?.expectation_config.type}`.toLowerCase();
    return words.every((word) => text.includes(word)) ? [i] : [];
  });
  const isFine = (i: number) => report.results[i]?.success === true;
  return [...places.filter((i) => !isFine(i)), ...places.filter(isFine)];
}

export interface ResultsWish {
  readonly document: ValidationDocument;
  readonly order: readonly number[];
  readonly chosen: number | undefined;
  choose(place: number): void;
}

/** A row an expectation; arrows go from one to the next. */
export function results({ document: { report, lines }, order, chosen, choose }: ResultsWish) {
  const step = (event: KeyboardEvent, at: number): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    const place = to === undefined ? undefined : order[Math.max(0, Math.min(order.length - 1, to))];
    if (place === undefined) return;
    event.preventDefault();
    choose(place);
    const rows = (event.currentTarget as HTMLElement).parentElement?.children;
    (rows?.[order.indexOf(place)] as HTMLElement | undefined)?.focus();
  };
  return html`<div class="results"><table role="grid" aria-label=${t("Results")}>
    <thead><tr><th>${t("Result")}</th><th>${t("Column")}</th><th>${t("Expected")}</th><th>${t("Found")}</th></tr></thead>
    <tbody>${order.map((place, at) => {
      const [line, success] = [lines[place], report.results[place]?.success === true];
      const isChosen = place === chosen;
      return html`<tr aria-selected=${isChosen} tabindex=${isChosen || (chosen === undefined && at === 0) ? 0 : -1}
        @click=${() => choose(place)} @keydown=${(event: KeyboardEvent) => step(event, at)}>
        <td><span class="codicon codicon-${success ? "pass" : "error"} ${success ? "good" : "bad"}" aria-hidden="true"></span>
          ${success ? t("holds") : t("failed")}</td>
        <td class="column">${line?.column}</td><td>${line?.expects}</td><td class="muted">${line?.says}</td></tr>`;
    })}</tbody>
  </table></div>`;
}
