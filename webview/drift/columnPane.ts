import { html, nothing } from "lit";
import { severity } from "../../src/core/drift/severity";
import type { ColumnPicture, DriftDocument } from "../../src/shared/drift";
import { formatNumber, formatSigned } from "../../src/shared/format";
import type { WindowResult } from "../../src/shared/monitors";
import { iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { distribution, severityBar } from "./marks";
import type { Row } from "./rows";
import { beganAt, columnSentence, day, scoreText, share } from "./words";

export interface PaneActs {
  close(): void;
  copy(text: string): void;
  chooseSegment(segment: string | undefined): void;
}

const pictureSize = { width: 292, height: 110 };

/** What there is to say of one column: how it moved, since when, and where most. */
export function columnPane(row: Row, drift: DriftDocument, windows: readonly WindowResult[], acts: PaneActs) {
  const { name, found, skipped, picture } = row;
  const began = found?.drift ? beganAt(windows, name, found) : undefined;
  return html`<aside class="pane column-pane" aria-label=${t("Column {0}", name)}>
    <div class="pane-head">
      <h2 class="cut grow" title=${name}>${name}</h2>
      ${iconButton("copy", t("Copy name"), () => acts.copy(name))}
      ${iconButton("close", t("Close"), acts.close)}
    </div>
    ${skipped === undefined ? nothing : html`<p class="muted">${t("Not tested: {0}.", skipped)}</p>`}
    ${
      picture === undefined
        ? nothing
        : html`<p class="muted">${columnSentence(picture)}${began === undefined ? nothing : html` ${t("Began on {0}.", day(began))}`}</p>
          <div class="large">${distribution(picture, pictureSize, t("Distribution of {0}: grey is the reference, blue is now", name))}
            ${axis(picture)}</div>
          ${picture.edges === undefined ? values(picture) : quantiles(picture)}`
    }
    ${picture?.words === undefined ? nothing : words(picture.words)}
    ${segments(row, drift, acts)}
  </aside>`;
}

function axis({ edges }: ColumnPicture) {
  if (edges === undefined || edges.length === 0) return nothing;
  const [from, to] = [edges[0] as number, edges.at(-1) as number];
  const marks = [from, from + (to - from) / 2, to].map((value) => formatNumber(Number(value.toPrecision(3))));
  return html`<div class="axis small muted number">${marks.map((mark) => html`<span>${mark}</span>`)}</div>`;
}

const shares = ["5 %", "25 %", "50 %", "75 %", "95 %"];

function quantiles({ sides: { reference, current } }: ColumnPicture) {
  const [was, is] = [reference.quantiles, current.quantiles];
  if (was === undefined || is === undefined) return nothing;
  return html`<table class="plain" aria-label=${t("Quantiles")}>
    <thead><tr><th>${t("Quantile")}</th><th class="number">${t("Reference")}</th><th class="number">${t("Current")}</th><th class="number">${t("Change")}</th></tr></thead>
    <tbody>${shares.map((label, i) => {
      const [before, now] = [was[i] as number, is[i] as number];
      const change = now - before;
      return html`<tr><td>${label}</td><td class="number muted">${short(before)}</td><td class="number">${short(now)}</td>
        <td class="number muted">${change === 0 ? "0" : formatSigned(Number(change.toPrecision(3)))}</td></tr>`;
    })}</tbody>
  </table>`;
}

const mostValues = 12;

function values({ labels = [], reference, current }: ColumnPicture) {
  return html`<table class="plain" aria-label=${t("Values")}>
    <thead><tr><th>${t("Value")}</th><th class="number">${t("Reference")}</th><th class="number">${t("Current")}</th><th class="number">${t("Change")}</th></tr></thead>
    <tbody>${labels.slice(0, mostValues).map((label, i) => {
      const [was, is] = [reference[i] ?? 0, current[i] ?? 0];
      const points = Number((100 * (is - was)).toPrecision(2));
      return html`<tr><td><span class="cut value-name" title=${label}>${label === "" ? t("(empty)") : label}</span></td><td class="number muted">${share(was)}</td><td class="number">${share(is)}</td>
        <td class="number muted">${Math.abs(points) < 0.05 ? "0" : formatSigned(points)}</td></tr>`;
    })}</tbody>
  </table>
  ${labels.length > mostValues ? html`<p class="muted small">${t("{0} more values", labels.length - mostValues)}</p>` : nothing}`;
}

function words({ gained, lost }: NonNullable<ColumnPicture["words"]>) {
  const block = (title: string, list: readonly string[]) =>
    list.length === 0
      ? nothing
      : html`<h3>${title}</h3><p class="tags">${list.slice(0, 20).map((word) => html`<span class="tag">${word}</span>`)}</p>`;
  return html`${block(t("More frequent now"), gained)}${block(t("Less frequent now"), lost)}`;
}

/** The same column in each segment, the worst first. */
function segments({ name }: Row, { report }: DriftDocument, acts: PaneActs) {
  const all = Object.entries(report.segments ?? {}).flatMap(([segment, each]) => {
    const found = each.columns[name];
    return found === undefined ? [] : [{ segment, found, severity: severity(found) }];
  });
  const whole = report.columns[name];
  if (all.length === 0 || whole === undefined) return nothing;
  all.sort((a, b) => (b.severity ?? -1) - (a.severity ?? -1));
  const lines = [{ segment: undefined, found: whole, severity: severity(whole) }, ...all];
  return html`<h3>${t("By segment")}</h3>
    <div class="segments">${lines.map(
      ({ segment, found, severity: far }) =>
        html`<button class="segment" title=${segment === undefined ? t("Show all rows") : t("Show the rows of {0}", segment)} @click=${() => acts.chooseSegment(segment)}>
          <span class="cut">${segment ?? t("all")}</span>${severityBar(far, found.drift)}<span class="number">${scoreText(found)}</span>
        </button>`,
    )}</div>`;
}

function short(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}
