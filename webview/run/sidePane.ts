import { html, nothing } from "lit";
import { formatBytes, formatCount } from "../../src/shared/format";
import type { KeyValue } from "../../src/shared/runs";
import { noteTag } from "../../src/shared/tags";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { artifactTree } from "./artifactTree";
import { type State, tagOf } from "./store";

export interface PaneActs {
  draw(): void;
  show(tab: "params" | "artifacts" | "code"): void;
}

const mostParams = 10;

/** Files, settings and machine: what stands beside the curves. */
export function sidePane(state: State, acts: PaneActs) {
  return html`<aside class="pane" aria-label=${t("Files, params and environment")}>
    ${artifactSection(state, acts)} ${paramSection(state, acts)} ${noteSection(state)} ${environmentSection(state, acts)}
  </aside>`;
}

function artifactSection(state: State, acts: PaneActs) {
  const root = state.folders.get("");
  const isEmpty = root !== undefined && "files" in root && root.files.length === 0;
  return html`<section class="block">
    <div class="head">
      <h2>${t("Artifacts")}</h2><span class="grow"></span>
      ${isEmpty ? nothing : html`<button class="link" @click=${() => acts.show("artifacts")}>${t("Preview")}</button>`}
    </div>
    ${isEmpty ? html`<p class="none">${t("The run logged no files.")}</p>` : artifactTree(state, { draw: acts.draw })}
  </section>`;
}

function paramSection(state: State, acts: PaneActs) {
  const { detail, other } = state;
  const params = detail?.params ?? [];
  const differing = other ? params.filter((param) => isChanged(param, other.params)) : [];
  // what differs is worth the room more than what stands first
  const first =
    params.length > mostParams ? [...differing, ...params.filter((each) => !differing.includes(each))] : params;
  return html`<section class="block">
    <div class="head">
      <h2>${t("Params")}</h2>
      ${
        other && params.length > 0
          ? html`<span class="muted small cut" title=${other.label}>${t("{0} of {1} differ from {2}", formatCount(differing.length), formatCount(params.length), other.label)}</span>`
          : nothing
      }
      <span class="grow"></span>
      ${params.length > 0 ? html`<button class="link" @click=${() => acts.show("params")}>${t("All {0}", formatCount(params.length))}</button>` : nothing}
    </div>
    ${
      params.length === 0
        ? html`<p class="none">${t("The run logged no params.")}</p>`
        : html`<dl class="pairs">${first.slice(0, mostParams).map((param) => pair(param, other?.params))}</dl>`
    }
  </section>`;
}

const longestNote = 4000;

/** What somebody wrote down about the run; without a note the menu offers to write one. */
function noteSection(state: State) {
  const note = tagOf(state, noteTag) ?? "";
  if (note.trim() === "") return nothing;
  return html`<section class="block">
    <div class="head">
      <h2>${t("Note")}</h2><span class="grow"></span>
      <button class="link" @click=${() => host.command("editRunNote", state.run)}>${t("Edit note")}</button>
    </div>
    <p class="note">${note.length > longestNote ? `${note.slice(0, longestNote)}…` : note}</p>
  </section>`;
}

export function isChanged({ key, value }: KeyValue, before: ReadonlyMap<string, string>): boolean {
  return before.has(key) && before.get(key) !== value;
}

function pair(param: KeyValue, before: ReadonlyMap<string, string> | undefined) {
  const { key, value } = param;
  const was = before && isChanged(param, before) ? before.get(key) : undefined;
  return html`<div>
    <dt class="code cut" title=${key}>${key}</dt>
    <dd class="code cut" title=${value.slice(0, 2000)}>${short(value)}</dd>
    ${was === undefined ? nothing : html`<dd class="was muted small cut" title=${was.slice(0, 2000)}>${t("was {0}", short(was))}</dd>`}
  </div>`;
}

/** A value may be a megabyte; a line shows as much as fits it. */
export function short(value: string, most = 200): string {
  const line = value.length > most ? `${value.slice(0, most)}…` : value;
  return line.replaceAll(/\s+/g, " ");
}

/** Frameworks whose version says most of how a run came about. */
const frameworks = [
  "torch",
  "tensorflow",
  "jax",
  "xgboost",
  "lightgbm",
  "catboost",
  "transformers",
  "scikit-learn",
  "keras",
];

function environmentSection(state: State, acts: PaneActs) {
  const { provenance, packages, detail } = state;
  const python = provenance?.python_version ?? tagOf(state, "tidemark.python.version");
  const shown = frameworks.flatMap((name) =>
    (packages ?? []).filter((line) => line.split("==")[0]?.toLowerCase() === name),
  );
  const machine = provenance?.host ?? tagOf(state, "tidemark.host");
  const device = detail?.params.find(({ key }) => /^(device|gpu|accelerator)$/i.test(key))?.value;
  const memory = detail?.metrics.find(({ key }) => /^system\/gpu_\d+_memory_usage_megabytes$/.test(key));
  const rows: [string, unknown][] = [];
  if (python)
    rows.push([t("Python"), [python, ...shown.slice(0, 2).map((line) => line.replace("==", " "))].join(" · ")]);
  if (machine) rows.push([t("Machine"), device ? `${machine} · ${device}` : machine]);
  const peak = memory && state.series.get(memory.key)?.max?.y;
  if (memory) rows.push([t("Peak memory"), formatBytes((peak ?? memory.value) * 1e6)]);
  if (provenance?.packages)
    rows.push([
      t("Packages"),
      html`<button class="link" @click=${() => acts.show("code")}>${formatCount(provenance.packages)}</button>`,
    ]);
  if (detail?.user) rows.push([t("User"), detail.user]);
  if (provenance?.command)
    rows.push([
      t("Command"),
      html`<span class="code">${short(provenance.command)}</span><button class="icon tiny" title=${t("Copy the command")} aria-label=${t("Copy the command")} @click=${() => host.copy(provenance.command ?? "")}>${icon("copy")}</button>`,
    ]);
  return html`<section class="block">
    <div class="head"><h2>${t("Environment")}</h2></div>
    ${
      rows.length === 0
        ? html`<p class="none">${t("The run was not seen starting: it came from another machine, or from an import.")}</p>`
        : html`<dl class="pairs plain">${rows.map(([name, value]) => html`<div><dt class="muted">${name}</dt><dd class="cut">${value}</dd></div>`)}</dl>`
    }
  </section>`;
}
