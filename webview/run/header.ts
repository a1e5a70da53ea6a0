import { html, nothing } from "lit";
import { formatDate } from "../../src/shared/format";
import { starTag } from "../../src/shared/tags";
import { button } from "../kit/controls";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { openMenu, runsContext } from "../kit/menu";
import { statusIcon, statusWord } from "../kit/runState";
import { t } from "../kit/words";
import {
  commitOf,
  dataOf,
  dirtyLines,
  durationOf,
  fileName,
  isRunning,
  mainVersion,
  plusLines,
  sourceOf,
} from "./facts";
import { type State, tagOf } from "./store";

/** The run's name and state, the way back to where it came from, and what can be done with it. */
export function header(state: State, now: number) {
  const { detail, run, folder } = state;
  if (detail === undefined) return nothing;
  const isStarred = tagOf(state, starTag) === "true";
  const version = mainVersion(state);
  const context = runsContext("run", [run], { tidemarkFolder: folder });
  return html`<div class="band header" data-vscode-context=${context}>
    <div class="grow">
      <div class="title">
        ${statusIcon(detail.status)}
        <h1 class="cut" title=${detail.name}>${detail.name}</h1>
        <button
          class="icon star ${isStarred ? "lit" : ""}"
          title=${isStarred ? t("Remove the star") : t("Star")}
          aria-label=${t("Star")}
          aria-pressed=${isStarred ? "true" : "false"}
          ?disabled=${host.isAway()}
          @click=${() => host.command(isStarred ? "unstarRun" : "starRun", run)}
        >
          ${icon(isStarred ? "star-full" : "star-empty")}
        </button>
        ${ownTags(state).map(({ key, value }) => html`<span class="tag cut" title="${key}: ${value}">${key === value || value === "true" ? key : value}</span>`)}
        ${
          version &&
          html`<button
            class="tag act"
            title=${t("Open model {0}", version.model)}
            @click=${() => host.command("openModel", version.model, version.version)}
          >
            ${icon("package")}<span class="cut">${version.model} v${version.version}</span>${version.stage === "None" ? nothing : html`<span class="muted">${version.stage}</span>`}
          </button>`
        }
        ${version?.aliases.map((alias) => html`<span class="alias cut">@${alias}</span>`)}
      </div>
      <div class="facts">${facts(state, now)}</div>
    </div>
    <div class="acts">${acts(state, context)}</div>
  </div>`;
}

const mostTags = 3;

/** Tags that people gave; what the tools keep for themselves has a name with a dot in front of it. */
function ownTags({ detail }: State) {
  return (detail?.tags ?? [])
    .filter(({ key, value }) => !/^(mlflow|tidemark)\./.test(key) && value !== "")
    .slice(0, mostTags);
}

function facts(state: State, now: number) {
  const { detail, experiment } = state;
  if (detail === undefined) return nothing;
  const length = durationOf(state, now);
  const commit = commitOf(state);
  const lines = dirtyLines(state);
  const source = sourceOf(state);
  return html`
    <span>${statusSentence(state)}${length === undefined ? nothing : html`<b class="number">${length}</b>`}</span>
    <span class="number">${formatDate(detail.start_time, { now })}</span>
    ${
      experiment &&
      html`<button class="link" title=${t("Open the run table")} @click=${() => host.command("openRunTable", experiment.id)}>
        ${icon("beaker")}<span class="cut">${experiment.name}</span>
      </button>`
    }
    ${
      commit &&
      html`<span>
        <button
          class="link code"
          title=${lines > 0 ? t("Show what was not committed") : t("Compare with the folder now")}
          @click=${() => host.command(lines > 0 ? "showRunChanges" : "compareRunWithFolder", state.run)}
        >${icon("git-commit")}${commit.slice(0, 7)}</button>${lines > 0 ? html`<span>${plusLines(lines)}</span>` : nothing}
      </span>`
    }
    ${
      source &&
      html`<button class="link" title=${t("Open the script")} @click=${() => host.command("openRunSource", state.run)}>
        ${icon("file-code")}<span class="cut">${source.path}${source.line === undefined ? "" : `:${source.line}`}</span>
      </button>`
    }
    ${datasets(state)}
  `;
}

function statusSentence({ detail }: State): string {
  switch (detail?.status) {
    case "FINISHED":
      return t("Finished in");
    case "FAILED":
      return t("Failed after");
    case "KILLED":
      return t("Killed after");
    case "RUNNING":
      return t("Running for");
    default:
      return detail ? statusWord(detail.status) : "";
  }
}

function datasets(state: State) {
  const all = dataOf(state);
  const [first, ...more] = all;
  if (first === undefined) return nothing;
  const { name, from } = first;
  const label = html`${icon("database")}<span class="cut">${fileName(name)}</span>${more.length > 0 ? html`<span>+${more.length}</span>` : nothing}`;
  const title = all.map((each) => `${each.name} ${each.hash}`).join("\n");
  return from === undefined
    ? html`<span title=${title}>${label}</span>`
    : html`<button class="link" title=${title} @click=${() => host.command("openDataVersion", state.run, from)}>${label}</button>`;
}

function acts(state: State, context: string) {
  const { run, other, provenance } = state;
  const isAway = host.isAway();
  const compared = other ? [other.run, run] : [run];
  const canRepeat =
    provenance?.script !== undefined && provenance.command !== undefined && !provenance.command.includes("***");
  const registers = !isRunning(state);
  return html`
    <span class="spare">${button({
      label: t("Compare"),
      icon: "git-compare",
      isOff: isAway,
      ...(other ? { hint: t("Compare with {0}", other.label) } : {}),
      act: () => host.command("compareRuns", compared),
    })}</span>
    ${
      canRepeat
        ? html`<span class="spare">${button({
            label: t("Reproduce"),
            icon: "debug-rerun",
            isOff: isAway,
            hint: t("Run again: {0}", provenance?.command ?? ""),
            act: () => host.command("reproduceRun", run),
          })}</span>`
        : nothing
    }
    ${
      registers
        ? button({
            label: t("Register model…"),
            icon: "package",
            isPrimary: true,
            isOff: isAway,
            act: () => host.command("registerModel", run),
          })
        : nothing
    }
    <span data-vscode-context=${context}>${iconButton("ellipsis", t("More acts"), (event) => openMenu(event.currentTarget as HTMLElement), { opens: "menu" })}</span>
  `;
}
