import { html, nothing } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import { decimalsOf, formatAt, formatDelta } from "../../src/core/metrics/precision";
import { nameOfColumn } from "../../src/shared/runTable";
import { checkbox } from "../kit/controls";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import type { Comparison } from "./comparison";
import { type Tab, tabs } from "./settings";
import { swatchLine } from "./swatch";

export interface Line {
  readonly key: string;
  readonly values: readonly string[];
  /** Whether the run at this place says something else than most. */
  readonly odd: readonly boolean[];
  readonly differs: boolean;
  /** Against the baseline, where the values are numbers. */
  readonly deltas?: readonly string[];
}

export type LinesWish = Pick<Differences, "comparison" | "tab" | "runs" | "environment" | "baseline">;

/** The lines of one tab. */
export function linesOf({ comparison, tab, runs: of, environment, baseline }: LinesWish): Line[] {
  const runs = of.map(({ id }) => id);
  const measure = baseline === undefined ? -1 : runs.indexOf(baseline);
  const compared = (key: string, values: readonly (string | undefined)[]): Line => {
    const counts = new Map<string | undefined, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    // what the others differ from: the baseline, else the first of the most frequent
    const usual =
      measure >= 0
        ? values[measure]
        : [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), ["", 0])[0];
    return {
      key,
      values: values.map((value) => value ?? "–"),
      odd: values.map((value) => counts.size > 1 && value !== usual),
      differs: counts.size > 1,
    };
  };
  switch (tab) {
    case "params":
    case "tags": {
      const kind = tab === "params" ? "param" : "tag";
      return comparison.columns
        .filter((column) => column.kind === kind)
        .map(({ key }) =>
          compared(
            nameOfColumn(key),
            runs.map((id) => comparison.texts.get(key)?.get(id)),
          ),
        )
        .sort(byKey);
    }
    case "metrics":
      return [...comparison.metrics]
        .map(([key, facts]): Line => {
          const last = runs.map((id) => facts.get(id)?.last);
          const values = last.map((value) => value ?? Number.NaN);
          const decimals = decimalsOf(values);
          const plain = compared(
            key,
            last.map((value) => (value === undefined ? undefined : formatAt(value, decimals))),
          );
          const base = values[measure];
          // every run has its own value: the best stands out, not what differs
          const best = bestOf(key, values);
          const line = { ...plain, odd: values.map((value) => plain.differs && value === best) };
          if (base === undefined) return line;
          return {
            ...line,
            deltas: values.map((value, i) => (i === measure ? "" : formatDelta(value - base, decimals))),
          };
        })
        .sort(byKey);
    case "environment":
    case "code": {
      const keys = new Set(runs.flatMap((id) => [...(environment.get(id)?.[tab].keys() ?? [])]));
      return [...keys].map((key) =>
        compared(
          key,
          runs.map((id) => environment.get(id)?.[tab].get(key)),
        ),
      );
    }
    default:
      return tab satisfies never;
  }
}

function bestOf(metric: string, values: readonly number[]): number | undefined {
  const direction = guessDirection(metric);
  const known = values.filter(Number.isFinite);
  if (direction === "none" || known.length === 0) return undefined;
  return direction === "lower" ? Math.min(...known) : Math.max(...known);
}

function byKey(a: Line, b: Line): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** Facts of where each run ran and what code it was, by run. */
export type Environment = ReadonlyMap<string, Readonly<Record<"environment" | "code", ReadonlyMap<string, string>>>>;

export interface Differences {
  readonly comparison: Comparison;
  readonly environment: Environment;
  readonly runs: readonly { readonly id: string; readonly name: string; readonly place: number }[];
  /** The run that the others are measured against, when it is among them. */
  readonly baseline: string | undefined;
  readonly tab: Tab;
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

export function tabWord(tab: Tab): string {
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
