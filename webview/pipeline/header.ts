import { html, nothing } from "lit";
import { formatDate, formatDuration } from "../../src/shared/format";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { openMenu } from "../kit/menu";
import { pageLocale, t } from "../kit/words";
import { isLive, type State } from "./state";
import { countsOf } from "./words";

export interface HeaderActs {
  reproduce(): void;
  dryRun(): void;
  stop(): void;
}

export function header(state: State, acts: HeaderActs) {
  const { page } = state;
  const live = isLive(state);
  const isOff = host.isAway();
  const hasStages = page.nodes.some(({ kind }) => kind === "stage");
  const context = JSON.stringify({
    webviewSection: "pipeline",
    project: page.project ?? ".",
    file: page.file,
    tidemarkHasStages: hasStages,
    tidemarkFolder: host.folder(),
    preventDefaultContextMenuItems: true,
  });
  const file = page.id.split("/").at(-1) ?? page.id;
  return html`<header class="band header line" data-vscode-context=${context}>
    <div class="grow">
      <div class="title">
        ${icon("type-hierarchy")}
        <h1 class="cut" title=${page.id}>${file === "." ? t("Pipeline") : file}</h1>
        ${standing(state)}
      </div>
      <div class="facts">${countsOf(page.nodes).map((each) => html`<span>${each}</span>`)} ${commit(state)}</div>
    </div>
    <div class="acts">
      ${hasStages ? html`<span class="spare-1">${button({ label: t("Dry run"), icon: "list-tree", isOff, hint: t("Say what would run, and run nothing"), act: acts.dryRun })}</span>` : nothing}
      ${live ? html`<span class="spare-0">${button({ label: t("Stop"), icon: "debug-stop", isOff, act: acts.stop })}</span>` : nothing}
      ${
        hasStages
          ? button({ label: t("Reproduce"), icon: "play", isPrimary: true, isOff: isOff || live, act: acts.reproduce })
          : nothing
      }
      ${iconButton("ellipsis", t("More"), (event) => openMenu(event.currentTarget as HTMLElement), { opens: "menu" })}
    </div>
  </header>`;
}

/** What goes on, or how the last run over it came out. */
function standing({ page: { repro, now } }: State) {
  if (repro === undefined) return nothing;
  if (repro.ended === undefined)
    return html`<span class="phase"><span class="state-running codicon codicon-sync" aria-hidden="true"></span>${t("Reproducing, {0}", formatDuration(now - repro.began))}</span>`;
  const date = formatDate(repro.ended, { now, locale: pageLocale() });
  switch (repro.outcome) {
    case "failed":
      return html`<span class="phase"><span class="state-failed codicon codicon-error" aria-hidden="true"></span>${t("Failed {0}", date)}</span>`;
    case "stopped":
    case "killed":
      return html`<span class="phase"><span class="warn codicon codicon-circle-slash" aria-hidden="true"></span>${t("Stopped {0}", date)}</span>`;
    default:
      return html`<span class="phase muted">${icon("check")}${t("Reproduced {0}", date)}</span>`;
  }
}

function commit({ page: { commit: at } }: State) {
  if (at === undefined) return nothing;
  const changed = at.changedFiles === 1 ? t("+ 1 file") : t("+ {0} files", at.changedFiles);
  return html`<span>${icon("git-commit")}<span class="code">${at.hash.slice(0, 7)}</span>${
    at.changedFiles > 0 ? html`<span title=${t("Changed since that commit")}>${changed}</span>` : nothing
  }</span>`;
}
