import "./quality.css";
import { html, nothing, render } from "lit";
import { qualityHtml } from "../../src/core/quality/qualityHtml";
import type { QualityDocument } from "../../src/shared/quality";
import { readQualityDocument } from "../../src/shared/qualityReaders";
import { number, object, optional, string } from "../../src/shared/readers";
import { type QualityParams, readQualityParams } from "../../src/shared/views/quality";
import { dropdown } from "../kit/controls";
import { host } from "../kit/host";
import { oneAtATime } from "../kit/oneAtATime";
import { openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { confusionTable } from "./confusion";
import { createCurves } from "./curves";
import { figureLine, limitLine } from "./figures";
import { fileName, header, qualityFacts, sayTrouble, shortName } from "./header";
import { segmentTable } from "./segments";
import { thresholdLine } from "./threshold";
import { verdict } from "./words";

/** What the user chose; it outlives a reload. */
interface Own {
  readonly by: string | undefined;
  readonly threshold: number;
}

const readOwn = object<Own>({ by: optional(string), threshold: optional(number, 0.5) });

void openPage(readQualityParams, async ({ root, params: opened }) => {
  let params: QualityParams = opened;
  let shown: QualityDocument | undefined;
  let trouble: string | undefined;
  let isBusy = true;
  let own: Own = host.kept() === undefined ? { by: undefined, threshold: 0.5 } : readOwn(host.kept(), "state");
  const curves = createCurves();
  const name = () => shortName(params.data);

  const refresh = oneAtATime(async () => {
    host.title(t("Quality: {0}", name()));
    isBusy = true;
    draw();
    try {
      const body = { ...params, segments: own.by === undefined ? [] : [own.by] };
      shown = await host.post("/api/tidemark/v1/quality", body, readQualityDocument);
      trouble = undefined;
      say(verdict(shown));
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
    isBusy = false;
    draw();
    ready("quality");
  });

  const choose = (more: Partial<Own>): void => {
    own = { ...own, ...more };
    host.keep(own);
    if ("by" in more) void refresh();
    else draw();
  };

  const draw = (): void => {
    render(page(), root);
  };

  const page = () => html`${header({
    title: t("Quality: {0}", name()),
    isBusy,
    facts: shown === undefined ? nothing : qualityFacts(shown),
    ok: shown?.ok,
    limits:
      shown === undefined || shown.checks.length === 0
        ? undefined
        : shown.ok
          ? t("within its limits")
          : t("limits broken"),
    refresh: () => void refresh(),
    exportHtml: () => shown && void host.save(`quality-${fileName(name())}.html`, qualityHtml(name(), shown)),
    exportJson: () =>
      shown && void host.save(`quality-${fileName(name())}.json`, `${JSON.stringify(shown, undefined, 2)}\n`),
  })}
  ${trouble === undefined ? nothing : sayTrouble(trouble, () => void refresh())}
  ${shown === undefined ? (trouble === undefined ? html`<div class="empty grow"><div class="muted">${t("Measuring…")}</div></div>` : nothing) : body(shown)}`;

  const body = (document: QualityDocument) => {
    const { current, unlabelled } = document;
    const detail = current?.classification;
    return html`<main class="scrolls" tabindex="-1">
      <p class="verdict">${verdict(document)}</p>
      ${figureLine(document)} ${limitLine(document.checks)}
      ${(current?.notes ?? []).map((note) => html`<p class="note small muted">${note}</p>`)}
      ${
        unlabelled && unlabelled.prediction_drift.length > 0
          ? html`<ul class="limits line" aria-label=${t("Drift of answers")}>${unlabelled.prediction_drift.map(
              ({ column, drift, test, score }) =>
                html`<li><span class="codicon codicon-${drift ? "warning" : "pass"} ${drift ? "warn" : "good"}" aria-hidden="true"></span>${
                  drift ? t("{0} has drifted", column) : t("{0} has not drifted", column)
                } <span class="muted">${test} ${score === null ? "–" : Number(score.toPrecision(3))}</span></li>`,
            )}</ul>`
          : nothing
      }
      <section class="curves">${curves.draw(document)}</section>
      ${detail && detail.thresholds.length > 0 ? thresholdLine(detail, own.threshold, (threshold) => choose({ threshold })) : nothing}
      ${
        detail && detail.labels.length > 0
          ? html`<section class="line-above"><h2>${t("Confusion")}</h2>${confusionTable(detail)}</section>`
          : nothing
      }
      ${current === null ? nothing : segments(document, current.kind)}
    </main>`;
  };

  const segments = ({ segments: found, columns }: QualityDocument, kind: "classification" | "regression") =>
    html`<section class="line-above"><div class="section-head"><h2>${t("Errors by segment")}</h2>
      ${
        columns.others.length === 0
          ? nothing
          : dropdown(
              t("Part rows by"),
              [
                { value: "", label: t("Choose a column") },
                ...columns.others.map((value) => ({ value, label: t("By {0}", value) })),
              ],
              own.by ?? "",
              (by) => choose({ by: by || undefined }),
            )
      }</div>
      ${found.length > 0 ? segmentTable(found, kind) : html`<p class="muted">${t("Choose a column to see where the model is wrong most.")}</p>`}</section>`;

  host.onRuntime(draw);
  host.onWish((wish) => {
    params = readQualityParams(wish, "wish");
    own = { ...own, by: undefined };
    void refresh();
  });
  draw();
  await refresh();
});
