import { html, nothing } from "lit";
import type { PatchedFile } from "../../src/core/patch/readPatch";
import { formatBytes, formatCount } from "../../src/shared/format";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { branchOf, commitOf, dataOf, plusLinesOf } from "./facts";
import { filterField } from "./filterField";
import type { State } from "./store";

export interface CodeView {
  filter: string;
  readonly closed: Set<string>;
  draw(): void;
}

const mostLines = 400;

/** The code of the run: where it was committed, what was not, on which data and packages it ran. */
export function codeTab(state: State, view: CodeView) {
  const { patch, provenance, packages, other, run } = state;
  const commit = commitOf(state);
  const data = dataOf(state);
  const isUnknown = commit === undefined && data.length === 0 && (packages?.length ?? 0) === 0;
  if (isUnknown)
    return html`<div class="empty grow"><div>${t("Nothing is known of the code of this run.")}</div>
      <div class="muted">${t("A run that is started in a git repository tells its commit and what was not committed.")}</div></div>`;
  const files = patch?.files ?? [];
  return html`<div class="with-pane">
    <div class="main">
      <section class="block">
        <div class="head">
          <h2>${t("Commit")}</h2>
          ${commit ? html`<span class="code cut" title=${commit}>${commit.slice(0, 12)}</span>` : html`<span class="muted">${t("none")}</span>`}
          ${branchOf(state) ? html`<span class="muted cut">${t("on {0}", branchOf(state) ?? "")}</span>` : nothing}
          <span class="grow"></span>
          ${commit ? button({ label: t("Compare with folder"), icon: "diff", isOff: host.isAway(), act: () => host.command("compareRunWithFolder", run) }) : nothing}
          ${other ? button({ label: t("Compare with {0}", other.label), icon: "git-compare", isOff: host.isAway(), act: () => host.command("diffRuns", other.run, run) }) : nothing}
          ${button({ label: t("Compare with…"), isOff: host.isAway(), act: () => host.command("diffRuns", run) })}
        </div>
        ${provenance?.remote ? html`<p class="none small cut">${provenance.remote}</p>` : nothing}
      </section>
      <section class="block">
        <div class="head">
          <h2>${t("Not committed")}</h2><span class="muted small">${files.length === 0 ? "" : plusLinesOf(files)}</span><span class="grow"></span>
          ${files.length > 0 && commit ? html`<button class="link" @click=${() => host.command("showRunChanges", run)}>${t("Open in the diff editor")}</button>` : nothing}
        </div>
        ${
          files.length === 0 && (patch?.unknown.length ?? 0) === 0
            ? html`<p class="none">${commit ? t("The run is exactly what was committed.") : t("Not known.")}</p>`
            : html`${files.map((file) => patched(file, view))}
              ${patch?.isCut ? html`<p class="none small">${t("The change was too long to be kept whole.")}</p>` : nothing}
              ${(patch?.unknown.length ?? 0) > 0 ? html`<p class="none small">${t("Not in git: {0}", patch?.unknown.slice(0, 30).join(", ") ?? "")}</p>` : nothing}`
        }
      </section>
    </div>
    <aside class="pane" aria-label=${t("Data and packages")}>
      <section class="block">
        <div class="head"><h2>${t("Data")}</h2></div>
        ${
          data.length === 0
            ? html`<p class="none">${t("No version of data is known.")}</p>`
            : html`<dl class="pairs">${data.slice(0, 50).map(
                ({ name, hash, size, from }) => html`<div>
                <dt class="cut" title=${name}>${from === undefined ? name : html`<button class="link" title=${t("Open {0}", from)} @click=${() => host.command("openDataVersion", run, from)}>${name}</button>`}</dt>
                <dd class="code cut" title=${hash}>${hash.slice(0, 7)}</dd><dd class="was muted small number">${size === undefined ? "" : formatBytes(size)}</dd></div>`,
              )}</dl>
              ${data.length > 50 ? html`<p class="none small">${t("{0} more", formatCount(data.length - 50))}</p>` : nothing}`
        }
      </section>
      ${packageSection(packages ?? [], view)}
    </aside>
  </div>`;
}

function patched(file: PatchedFile, view: CodeView) {
  const isOpen = !view.closed.has(file.path);
  const lines = file.hunks.flatMap(({ from, lines: own }) => [
    { mark: "@", text: t("Line {0}", from) },
    ...own.map((line) => ({ mark: line.slice(0, 1), text: line })),
  ]);
  return html`<div class="patched">
    <button class="head fold" aria-expanded=${String(isOpen)} @click=${() => {
      if (!view.closed.delete(file.path)) view.closed.add(file.path);
      view.draw();
    }}>${icon(isOpen ? "chevron-down" : "chevron-right")}<span class="code cut">${file.path}</span>
      <span class="small number"><span class="good">+${formatCount(file.added)}</span> <span class="bad">−${formatCount(file.removed)}</span></span>
      ${file.state === "changed" ? nothing : html`<span class="muted small">${stateWord(file.state)}</span>`}</button>
    ${
      isOpen
        ? html`<div class="diff code" role="group" tabindex="0" aria-label=${t("Changes of {0}", file.path)}>${
            file.isBinary
              ? html`<div class="muted">${t("Not text.")}</div>`
              : lines
                  .slice(0, mostLines)
                  .map(
                    ({ mark, text }) =>
                      html`<div class=${mark === "+" ? "added" : mark === "-" ? "removed" : mark === "@" ? "muted hunk" : ""}>${text.slice(0, 1000) || " "}</div>`,
                  )
          }${lines.length > mostLines ? html`<div class="muted">${t("{0} more lines", formatCount(lines.length - mostLines))}</div>` : nothing}</div>`
        : nothing
    }
  </div>`;
}

function stateWord(state: PatchedFile["state"]): string {
  switch (state) {
    case "added":
      return t("new");
    case "deleted":
      return t("deleted");
    case "renamed":
      return t("renamed");
    case "changed":
      return t("changed");
    default:
      return state satisfies never;
  }
}

function packageSection(packages: readonly string[], view: CodeView) {
  const wanted = view.filter.trim().toLowerCase();
  const found = packages.filter((line) => line.toLowerCase().includes(wanted));
  return html`<section class="block">
    <div class="head"><h2>${t("Packages")}</h2><span class="muted small number">${packages.length > 0 ? formatCount(packages.length) : ""}</span></div>
    ${
      packages.length === 0
        ? html`<p class="none">${t("No list of packages is known.")}</p>`
        : html`${packages.length > 12 ? filterField(t("Filter packages"), view) : nothing}
          <dl class="pairs">${found.slice(0, 300).map((line) => {
            const [name = "", version = ""] = line.split("==");
            return html`<div><dt class="cut" title=${name}>${name}</dt><dd class="code cut">${version}</dd></div>`;
          })}</dl>`
    }
  </section>`;
}
