import { html, nothing } from "lit";
import { checkbox } from "../kit/controls";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { type LinesWish, linesOf } from "./differenceLines";
import { type Tab, tabs } from "./settings";
import { swatchLine } from "./swatch";

export interface Differences extends LinesWish {
  readonly runs: readonly { readonly id: string; readonly name: string; readonly place: number }[];
  readonly onlyDifferences: boolean;
  choose(tab: Tab): void;
  toggle(onlyDifferences: boolean): void;
  openRun(id: string): void;
  /** Opens the editor's own diff of two runs. */
  openDiff(a: string, b: string): void;
}

const mostLines = 400;

/** The tabs, and how much of them differs: beside the section's title. */
export function differencesHead(of: Differences) {
  const lines = linesOf(of);
  const [first, second] = of.runs;
  return html`<div class="tabs inner" role="tablist" aria-label=${t("Differences")}>
      ${tabs.map(
        (tab) =>
          html`<button
            role="tab"
            id="tab-${tab}"
            aria-selected=${tab === of.tab ? "true" : "false"}
            aria-controls="differences"
            tabindex=${tab === of.tab ? 0 : -1}
            @click=${() => of.choose(tab)}
            @keydown=${(event: KeyboardEvent) => move(event, of)}
          >
            ${tabWord(tab)}
          </button>`,
      )}
    </div>
    <span class="grow"></span>
    ${
      first && second
        ? html`<button class="link small" @click=${() => of.openDiff(first.id, second.id)}>${t("Open as diff")}</button>`
        : nothing
    }
    ${checkbox(t("Only differences"), of.onlyDifferences, of.toggle)}
    <span class="muted small count-of">${t("{0} of {1}", lines.filter(({ differs }) => differs).length, lines.length)}</span>`;
}

export function differencesTable(of: Differences) {
  const lines = linesOf(of);
  const shown = of.onlyDifferences ? lines.filter(({ differs }) => differs) : lines;
  return html`
    <div class="scroll-x" role="tabpanel" id="differences" aria-labelledby="tab-${of.tab}" tabindex="0">
      ${
        shown.length === 0
          ? html`<p class="muted">${lines.length === 0 ? t("None of these runs has any.") : t("The same in all of these runs.")}</p>`
          : html`<table class="plain differences">
            <thead>
              <tr>
                <th scope="col">${tabWord(of.tab)}</th>
                ${of.runs.map(
                  ({ id, name, place }) =>
                    html`<th scope="col" class="number">
                      <button class="link run" title=${name} @click=${() => of.openRun(id)}>${swatchLine(place)}<span class="cut">${name}</span>${id === of.baseline ? icon("pinned", t("Baseline")) : nothing}</button>
                    </th>`,
                )}
              </tr>
            </thead>
            <tbody>
              ${shown.slice(0, mostLines).map(
                (line) =>
                  html`<tr>
                    <th scope="row" class="code cut" title=${line.key}>${line.key}</th>
                    ${line.values.map(
                      (value, i) =>
                        html`<td class="code number cut ${line.odd[i] ? "odd" : ""}" title=${value}>${value}${line.deltas === undefined ? nothing : html`<span class="delta">${line.deltas[i]}</span>`}</td>`,
                    )}
                  </tr>`,
              )}
            </tbody>
          </table>`
      }
      ${
        shown.length > mostLines
          ? html`<p class="muted small">${t("{0} more lines: filter by comparing fewer runs.", shown.length - mostLines)}</p>`
          : nothing
      }
    </div>
  `;
}

function move(event: KeyboardEvent, of: Differences): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  const next = tabs[(tabs.indexOf(of.tab) + step + tabs.length) % tabs.length] as Tab;
  of.choose(next);
  requestAnimationFrame(() => document.getElementById(`tab-${next}`)?.focus());
}

function tabWord(tab: Tab): string {
  switch (tab) {
    case "params":
      return t("Params");
    case "metrics":
      return t("Metrics");
    case "tags":
      return t("Tags");
    case "environment":
      return t("Environment");
    case "code":
      return t("Code");
    default:
      return tab satisfies never;
  }
}
