import "./validation.css";
import { html, nothing, render } from "lit";
import { validationHtml } from "../../src/core/expectations/validationHtml";
import { formatDuration } from "../../src/shared/format";
import { object, optional, type Reader, string } from "../../src/shared/readers";
import type { SuiteFile, ValidationDocument } from "../../src/shared/validation";
import { readSuiteFile, readValidationDocument } from "../../src/shared/validationReaders";
import { readValidationParams, type ValidationParams } from "../../src/shared/views/validation";
import { button, textField } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { oneAtATime } from "../kit/oneAtATime";
import { openPage, ready, say } from "../kit/page";
import { t } from "../kit/words";
import { fileName, sayTrouble, shortName, table } from "../quality/header";
import { detail } from "./detail";
import { orderOf, results } from "./results";

const path = "/api/tidemark/v1/validate";
const readOwn = object<{ search?: string }>({ search: optional(string) as Reader<string> });

void openPage(readValidationParams, async ({ root, params: opened }) => {
  let params: ValidationParams = opened;
  let shown: ValidationDocument | undefined;
  let proposed: SuiteFile | undefined;
  let trouble: string | undefined;
  let isBusy = true;
  let chosen: number | undefined;
  let search = (host.kept() === undefined ? undefined : readOwn(host.kept(), "state").search) ?? "";
  const title = () => t("Validation: {0}", shortName(params.data));

  const refresh = oneAtATime(async () => {
    host.title(title());
    isBusy = true;
    draw();
    try {
      if (params.suite === undefined)
        proposed ??= await host.post(path, { data: params.data, propose: true }, readSuiteFile);
      const suite = params.suite ?? proposed;
      shown = await host.post(path, { data: params.data, suite }, readValidationDocument);
      trouble = undefined;
      chosen = orderOf(shown, search)[0];
      say(verdict(shown));
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
    isBusy = false;
    draw();
    ready("validation");
  });

  const draw = (): void => {
    render(page(), root);
  };

  const page = () => html`<header class="band header line">
      <div class="grow">
        <div class="title">${icon("checklist")}<h1 class="cut" title=${title()}>${title()}</h1></div>
        <div class="facts">${shown === undefined ? nothing : facts(shown)}</div>
      </div>
      <div class="acts">
        ${button({ label: isBusy ? t("Validating…") : t("Validate again"), icon: "refresh", isOff: isBusy || host.isAway(), act: () => void refresh() })}
        ${
          proposed === undefined || params.suite !== undefined
            ? nothing
            : button({ label: t("Save suite"), icon: "save", isPrimary: true, act: saveSuite })
        }
        ${button({ label: t("Export HTML"), icon: "export", isOff: shown === undefined, act: exportHtml })}
        ${button({ label: "JSON", isOff: shown === undefined, hint: t("Export as JSON"), act: exportJson })}
      </div>
    </header>
    ${trouble === undefined ? nothing : sayTrouble(trouble, () => void refresh())}
    ${
      shown === undefined
        ? trouble === undefined
          ? html`<div class="empty grow"><div class="muted">${t("Validating…")}</div></div>`
          : nothing
        : body(shown)
    }`;

  const facts = ({ report, data, took_ms }: ValidationDocument) => html`
    <span><span>${t("Table")} ${table(data)}</span></span>
    <span><span>${t("Suite")} <b>${params.suite ?? t("{0}, proposed from the table", report.suite_name)}</b></span></span>
    <span class="number">${t("Computed in {0}", formatDuration(took_ms))}</span>`;

  const body = (document: ValidationDocument) => {
    const order = orderOf(document, search);
    const [result, line] = chosen === undefined ? [] : [document.report.results[chosen], document.lines[chosen]];
    return html`<p class="verdict"><span class="codicon codicon-${document.report.success ? "pass" : "error"} ${document.report.success ? "good" : "bad"}" aria-hidden="true"></span> ${verdict(document)}</p>
      <div class="tools">${textField({ label: t("Search"), value: search, placeholder: t("Column or expectation"), icon: "search", input: find })}
        <span class="muted small">${t("{0} of {1} shown", order.length, document.lines.length)}</span></div>
      <div class="results-and-detail">
        ${results({ document, order, chosen, choose })}
        ${result && line ? detail({ result, line, openRow: openRow() }) : nothing}
      </div>`;
  };

  const choose = (place: number): void => {
    chosen = place;
    draw();
  };

  const find = (text: string): void => {
    search = text;
    host.keep({ search });
    if (shown && (chosen === undefined || !orderOf(shown, search).includes(chosen))) chosen = orderOf(shown, search)[0];
    draw();
  };

  /** Only text has lines that an editor can show. */
  const openRow = (): ((row: number) => void) | undefined =>
    /\.(csv|tsv|jsonl|ndjson)$/i.test(params.data)
      ? (row) => void host.command("openTableRow", params.data, row)
      : undefined;

  const stem = () => `validation-${fileName(shortName(params.data))}`;
  const exportHtml = () => shown && void host.save(`${stem()}.html`, validationHtml(shown));
  const exportJson = () => shown && void host.save(`${stem()}.json`, `${JSON.stringify(shown.report, undefined, 2)}\n`);
  const saveSuite = () =>
    proposed && void host.save(`${fileName(proposed.name)}.suite.json`, `${JSON.stringify(proposed, undefined, 2)}\n`);

  host.onRuntime(draw);
  host.onWish((wish) => {
    params = readValidationParams(wish, "wish");
    proposed = undefined;
    void refresh();
  });
  draw();
  await refresh();
});

function verdict({ report, data }: ValidationDocument): string {
  const { evaluated_expectations: all, unsuccessful_expectations: failed } = report.statistics;
  if (all === 0) return t("The suite expects nothing.");
  if (failed === 0) return t("{0} is as the suite says: all {1} expectations hold.", shortName(data.name), all);
  return t("{0} of {1} expectations do not hold for {2}.", failed, all, shortName(data.name));
}
