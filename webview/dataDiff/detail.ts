import { html, nothing } from "lit";
import { tableFormat } from "../../src/core/table/summary/tableDiff";
import type { FileChange } from "../../src/shared/data";
import { formatBytes } from "../../src/shared/format";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { tableDiff } from "./columns";
import type { State } from "./state";
import { changeLooks, changeWord, versionWord } from "./words";

export interface DetailActs {
  close(): void;
  openText(change: FileChange): void;
  fetch(change: FileChange): void;
  toggleSame(only: boolean): void;
  readonly isOnly: boolean;
}

/** What is known of the chosen file: of a table its rows and columns, of all else its sizes and the way to the editor's own diff. */
export function detail(state: State, change: FileChange, acts: DetailActs) {
  const { before, after, kind } = change;
  const [letter, look] = changeLooks[kind];
  const isTable = tableFormat(change.path) !== undefined;
  return html`<section class="detail" aria-label=${change.path}>
    <div class="detail-head" ?hidden=${acts.isOnly}>
      <span class="letter ${look}" title=${changeWord(kind)}>${letter}</span>
      <h2 class="cut" title=${change.path}>${change.path}</h2>
      <span class="grow"></span>
      ${iconButton("close", t("Close"), acts.close)}
    </div>
    <div class="facts">
      <span>${changeWord(kind)}${change.from === undefined ? "" : ` (${change.from})`}</span>
      ${before ? html`<span>${versionWord(state.diff.from)}: <span class="code">${before.md5.slice(0, 7)}</span>${before.size === undefined ? "" : ` · ${formatBytes(before.size)}`}</span>` : nothing}
      ${after ? html`<span>${versionWord(state.diff.to)}: <span class="code">${after.md5.slice(0, 7)}</span>${after.size === undefined ? "" : ` · ${formatBytes(after.size)}`}</span>` : nothing}
    </div>
    ${
      isTable
        ? nothing
        : html`<div class="detail-acts">${button({ label: before && after ? t("Open diff") : t("Open file"), icon: "diff", act: () => acts.openText(change) })}</div>`
    }
    ${isTable ? table(state, change, acts) : nothing}
  </section>`;
}

function table({ table: answer, own }: State, change: FileChange, acts: DetailActs) {
  if (answer === undefined)
    return html`<div class="waiting" role="status" aria-label=${t("Comparing rows and columns…")}><span class="grey w1"></span><span class="grey w2"></span><span class="grey w3"></span></div>`;
  if (answer.missing)
    return html`<div class="note">${icon("cloud-download")}<span>${missingText(answer.missing)}
      ${button({ label: t("Fetch"), isOff: host.isAway(), act: () => acts.fetch(change) })}</span></div>`;
  if (answer.diff === undefined)
    return html`<div class="note" role="alert">${icon("warning")}<span>${t("Rows and columns cannot be told: {0}", answer.why ?? "")}
      <button class="link" @click=${() => acts.openText(change)}>${t("Open diff")}</button></span></div>`;
  return html`${tableDiff(answer.diff, own.onlyChanged, acts.toggleSame)}
    <div class="detail-acts"><button class="link" @click=${() => acts.openText(change)}>${change.before && change.after ? t("Open as text side by side") : t("Open file")}</button></div>`;
}

function missingText(missing: readonly ("before" | "after")[]): string {
  if (missing.length === 2) return t("Neither version is in the cache.");
  return missing[0] === "before"
    ? t("The older version is not in the cache.")
    : t("The newer version is not in the cache.");
}
