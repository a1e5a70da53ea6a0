import "./fairness.css";
import { html, nothing, render } from "lit";
import { fairnessHtml } from "../../src/core/fairness/fairnessHtml";
import type { FairnessDocument, FairnessReport } from "../../src/shared/fairness";
import { readFairnessDocument } from "../../src/shared/fairnessReaders";
import { formatDuration } from "../../src/shared/format";
import { list, number, object, optional, string } from "../../src/shared/readers";
import { type FairnessParams, readFairnessParams } from "../../src/shared/views/fairness";
import { dropdown } from "../kit/controls";
import { host } from "../kit/host";
import { iconButton } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { limitLine } from "../quality/figures";
import { fileName, header, sayTrouble, shortName, table } from "../quality/header";
import { count } from "../quality/words";
import { atThreshold } from "./atThreshold";
import { calibrationKeys, createCalibration } from "./calibration";
import { groupTable } from "./groups";
import { measureTable } from "./measures";
import { verdict } from "./words";

/** What the user chose; it outlives a reload. */
interface Own {
  readonly sensitive: readonly string[];
  /** Without it the table's own answers. */
  readonly threshold: number | undefined;
}

void openPage(readFairnessParams, async ({ root, params: opened }) => {
  let params: FairnessParams = opened;
  let shown: FairnessDocument | undefined;
  let trouble: string | undefined;
  let isBusy = true;
  /** Being moved: the page reckons itself until it stands. */
  let moving: number | undefined;
  const readOwn = object<Own>({
    sensitive: optional(list(string), [...params.sensitive]),
    threshold: optional(number),
  });
  let own: Own =
    host.kept() === undefined ? { sensitive: params.sensitive, threshold: undefined } : readOwn(host.kept(), "state");
  const calibration = createCalibration();
  const name = () => shortName(params.data);

  const refresh = oneAtATime(async () => {
    host.title(t("Fairness: {0}", name()));
    isBusy = true;
    draw();
    try {
      const { threshold, sensitive } = own;
      const body = { ...params, sensitive, ...(threshold === undefined ? {} : { threshold }) };
      shown = await host.post("/api/tidemark/v1/fairness", body, readFairnessDocument);
      trouble = undefined;
      say(verdict(shown.report));
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
    moving = undefined;
    isBusy = false;
    draw();
    ready("fairness");
  });

  const choose = (more: Partial<Own>): void => {
    own = { ...own, ...more };
    host.keep(own);
    void refresh();
  };

  const draw = (): void => {
    render(page(), root);
  };

  const page = () => html`${header({
    title: t("Fairness: {0}", name()),
    isBusy,
    facts: shown === undefined ? nothing : facts(shown),
    ok: shown?.ok,
    limits:
      shown === undefined || shown.checks.length === 0
        ? undefined
        : shown.ok
          ? t("within its limits")
          : t("limits broken"),
    refresh: () => void refresh(),
    exportHtml: () => shown && void host.save(`fairness-${fileName(name())}.html`, fairnessHtml(name(), shown)),
    exportJson: () =>
      shown && void host.save(`fairness-${fileName(name())}.json`, `${JSON.stringify(shown, undefined, 2)}\n`),
  })}
  ${trouble === undefined ? nothing : sayTrouble(trouble, () => void refresh())}
  ${shown === undefined ? (trouble === undefined ? html`<div class="empty grow"><div class="muted">${t("Measuring…")}</div></div>` : nothing) : html`${tools(shown)}${body(shown)}`}`;

  const tools = ({ columns, report }: FairnessDocument) => {
    const free = columns.others.filter((column) => !own.sensitive.includes(column));
    const hasScores = report.groups.some(({ selected_from }) => selected_from !== undefined);
    return html`<div class="band tools line">
      <span class="muted">${t("Groups by")}</span>
      ${own.sensitive.map(
        (column) =>
          html`<span class="chip">${column}${
            own.sensitive.length > 1
              ? iconButton("close", t("Without {0}", column), () =>
                  choose({ sensitive: own.sensitive.filter((each) => each !== column) }),
                )
              : nothing
          }</span>`,
      )}
      ${
        free.length === 0
          ? nothing
          : dropdown(
              t("Group by another column"),
              [{ value: "", label: t("Another column") }, ...free.map((value) => ({ value, label: value }))],
              "",
              (column) => column !== "" && choose({ sensitive: [...own.sensitive, column] }),
            )
      }
      <span class="grow"></span>
      ${hasScores ? threshold(report) : nothing}
    </div>`;
  };

  const threshold = (report: FairnessReport) => {
    const value = moving ?? report.threshold ?? 0.5;
    const isOwn = moving === undefined && report.threshold === undefined;
    const at = (event: Event) => Number((event.target as HTMLInputElement).value);
    return html`<label class="cut-at"><span class="muted">${t("{0} from", report.positive)}</span>
      <input type="range" min="0" max="1" step="0.01" .value=${String(value)} aria-label=${t("Threshold")}
        @input=${(event: Event) => {
          moving = at(event);
          draw();
        }}
        @change=${(event: Event) => choose({ threshold: at(event) })}>
      <b class="number">${isOwn ? t("as answered") : value.toFixed(2)}</b></label>
      ${own.threshold !== undefined && params.prediction !== undefined ? iconButton("discard", t("Answers of the table"), () => choose({ threshold: undefined })) : nothing}`;
  };

  const body = ({ report: measured, checks }: FairnessDocument) => {
    const report = moving === undefined ? measured : atThreshold(measured, moving);
    const hasCalibration = report.groups.some(({ calibration: bins }) => bins !== undefined);
    return html`<main class="scrolls" tabindex="-1">
      <p class="verdict">${verdict(report)}</p>
      ${limitLine(moving === undefined ? checks : [])}
      ${(report.notes ?? []).map((note) => html`<p class="note small muted">${note}</p>`)}
      <section><h2>${t("Groups")}</h2>${groupTable(report)}</section>
      <section class="line-above"><h2>${t("Differences and ratios")}</h2>${measureTable(report, checks)}</section>
      ${
        hasCalibration
          ? html`<section class="line-above by-group"><div class="chart-place">${calibration.draw(measured)}</div>
            <ul class="keys">${calibrationKeys(measured).map(
              ({ group, colour, gap }) =>
                html`<li><span class="swatch" .style=${`background: ${colour}`}></span><span class="cut grow">${group}</span><span class="number">${gap}</span></li>`,
            )}<li class="muted small">${t("mean gap between probability and what came")}</li></ul></section>`
          : nothing
      }
    </main>`;
  };

  const facts = ({
    table: of,
    columns,
    report,
    took_ms,
  }: FairnessDocument) => html`<span><span>${t("Table")} ${table(of)}</span></span>
    <span><span>${t("Actual")} <b>${columns.actual}</b></span></span>
    ${columns.prediction === undefined ? nothing : html`<span><span>${t("Prediction")} <b>${columns.prediction}</b></span></span>`}
    ${columns.probability === undefined ? nothing : html`<span><span>${t("Probability")} <b>${columns.probability}</b></span></span>`}
    <span><span>${t("Good answer")} <b>${report.positive}</b></span></span>
    ${Object.entries(report.dropped).map(([column, rows]) => html`<span>${t("{0} rows without {1} left out", count(rows), column)}</span>`)}
    <span class="number">${t("Computed in {0}", formatDuration(took_ms))}</span>`;

  host.onRuntime(draw);
  host.onWish((wish) => {
    params = readFairnessParams(wish, "wish");
    own = { sensitive: params.sensitive, threshold: undefined };
    void refresh();
  });
  draw();
  await refresh();
});
