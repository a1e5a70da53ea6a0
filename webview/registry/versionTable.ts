import { html, nothing } from "lit";
import { guessDirection } from "../../src/core/metrics/direction";
import { decimalsOf, formatAt, formatDelta } from "../../src/core/metrics/precision";
import { formatBytes, formatDate } from "../../src/shared/format";
import type { VersionDetail } from "../../src/shared/modelDetail";
import type { Stage } from "../../src/shared/models";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { chosenOf, metricOf, type State } from "./state";

/** More than this are shown when they are asked for. */
const mostVersions = 100;

export interface TableActs {
  choose(version: number): void;
  openRun(version: VersionDetail): void;
  showAll(): void;
}

export function stageWord(stage: Stage): string {
  switch (stage) {
    case "None":
      return t("No stage");
    case "Staging":
      return t("Staging");
    case "Production":
      return t("Production");
    case "Archived":
      return t("Archived");
    default:
      return stage satisfies never;
  }
}

/** Versions as a line in time and as a table at once, newest first. */
export function versionTable(state: State, metrics: readonly string[], folder: string, acts: TableActs) {
  const { versions } = state.detail;
  const shown = state.showsAll ? versions : versions.slice(0, mostVersions);
  const chosen = chosenOf(state);
  const columns = metrics.slice(0, 2).map((key) => columnOf(key, versions));
  return html`<table
      class="versions"
      role="grid"
      aria-label=${t("Versions")}
      aria-rowcount=${versions.length + 1}
      @keydown=${(event: KeyboardEvent) => steer(event, shown, chosen, acts)}
    >
      <thead>
        <tr role="row">
          <th scope="col" class="first">${t("Version and stage")}</th>
          <th scope="col">${t("Approval")}</th>
          ${columns.map(
            ({ key }, i) =>
              html`<th scope="col" class="number metric ${i === 1 ? "second" : ""}" title=${key}>
                <span class="cut">${key}</span>
              </th>`,
          )}
          <th scope="col" class="number size">${t("Size")}</th>
          <th scope="col" class="run">${t("Run")}</th>
          <th scope="col" class="data">${t("Data")}</th>
          <th scope="col" class="date">${t("Registered")}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((version, i) => row(version, { state, columns, isChosen: version === chosen, isLast: i === shown.length - 1, folder, acts }))}
      </tbody>
    </table>
    ${
      shown.length < versions.length
        ? html`<button class="link more" @click=${acts.showAll}>${t("Show all {0} versions", versions.length)}</button>`
        : nothing
    }`;
}

interface Column {
  readonly key: string;
  readonly decimals: number;
}

function columnOf(key: string, versions: readonly VersionDetail[]): Column {
  return { key, decimals: decimalsOf(versions.flatMap((version) => metricOf(version, key) ?? [])) };
}

interface Row {
  readonly state: State;
  readonly columns: readonly Column[];
  readonly isChosen: boolean;
  readonly isLast: boolean;
  readonly folder: string;
  readonly acts: TableActs;
}

function row(version: VersionDetail, { state, columns, isChosen, isLast, folder, acts }: Row) {
  const { detail } = state;
  const context = JSON.stringify({
    webviewSection: "version",
    tidemarkModel: detail.name,
    tidemarkVersion: version.version,
    tidemarkFolder: folder,
    preventDefaultContextMenuItems: true,
  });
  return html`<tr
    role="row"
    data-version=${version.version}
    class=${version.stage.toLowerCase()}
    aria-selected=${isChosen ? "true" : "false"}
    tabindex=${isChosen ? "0" : "-1"}
    data-vscode-context=${context}
    @click=${() => acts.choose(version.version)}
    @contextmenu=${() => acts.choose(version.version)}
  >
    <td role="gridcell" class="first">
      <span class="version">
        <span class="time ${isLast ? "last" : ""}" aria-hidden="true"></span>
        <b>v${version.version}</b>
        <span class="stage">${version.stage === "None" ? nothing : stageWord(version.stage)}</span>
        ${version.aliases.slice(0, 2).map((alias) => html`<span class="alias"><span class="cut">@${alias}</span></span>`)}
        ${
          version.aliases.length > 2
            ? html`<span class="muted" title=${version.aliases.map((alias) => `@${alias}`).join(", ")}
                >+${version.aliases.length - 2}</span
              >`
            : nothing
        }
      </span>
    </td>
    <td role="gridcell">${approvalCell(version)}</td>
    ${columns.map((column, i) => metricCell(version, detail.versions, column, i === 0))}
    <td role="gridcell" class="number size">${version.size === undefined ? missing() : formatBytes(version.size)}</td>
    <td role="gridcell" class="run">${runCell(version, acts)}</td>
    <td role="gridcell" class="data code">
      ${
        version.data === undefined
          ? missing()
          : html`<span class="cut" title="${version.data.name} ${version.data.digest}">${version.data.digest.slice(0, 8)}</span>`
      }
    </td>
    <td role="gridcell" class="date muted">${formatDate(version.created, { now: Date.now() })}</td>
  </tr>`;
}

function missing() {
  return html`<span class="missing">–</span>`;
}

function runCell(version: VersionDetail, acts: TableActs) {
  const { run, run_name } = version;
  if (run === undefined) return missing();
  if (run_name === undefined) return html`<span class="muted" title=${run}>${t("gone")}</span>`;
  return html`<button class="link cut" tabindex="-1" title=${run_name} @click=${() => acts.openRun(version)}>${run_name}</button>`;
}

function approvalCell({ approval, verdicts, stage }: VersionDetail) {
  switch (approval.state) {
    case "none":
      return missing();
    case "waiting":
      return html`<span class="state">${icon("clockface")}<span class="cut">${t("Waiting for approval")}</span></span>`;
    case "rejected": {
      const last = verdicts.findLast(({ verdict }) => verdict === "rejected");
      const text = last?.comment ? t("Rejected: {0}", last.comment) : t("Rejected");
      return html`<span class="state rejected" title=${text}>${icon("close")}<span class="cut">${text}</span></span>`;
    }
    case "approved": {
      const serves = stage === "Production";
      const text = approval.given === 1 ? t("Approved by 1") : t("Approved by {0}", approval.given);
      const names = verdicts.filter(({ verdict }) => verdict === "approved").map(({ actor }) => actor);
      return html`<span class="state ${serves ? "approved" : "muted"}" title=${names.join(", ")}>
        ${icon(serves ? "verified-filled" : "verified")}<span class="cut">${text}</span>
      </span>`;
    }
    default:
      return approval.state satisfies never;
  }
}

/** The value, and in a slot of its own the difference to the version before that has one. */
function metricCell(
  version: VersionDetail,
  all: readonly VersionDetail[],
  { key, decimals }: Column,
  isFirst: boolean,
) {
  const value = metricOf(version, key);
  const classes = `number metric ${isFirst ? "" : "second"}`;
  if (value === undefined) return html`<td role="gridcell" class=${classes}>${missing()}</td>`;
  const before = all.find((each) => each.version < version.version && metricOf(each, key) !== undefined);
  const delta = before === undefined ? undefined : value - (metricOf(before, key) as number);
  return html`<td role="gridcell" class=${classes} title=${String(value)}>
    <span>${formatAt(value, decimals)}</span>${
      isFirst
        ? html`<span class="delta ${judge(key, delta)}">${delta === undefined ? "" : formatDelta(delta, decimals)}</span>`
        : nothing
    }
  </td>`;
}

/** Whether a difference is to the better, by what the metric's name says. */
export function judge(key: string, delta: number | undefined): "good" | "bad" | "muted" {
  if (delta === undefined || delta === 0 || Number.isNaN(delta)) return "muted";
  const direction = guessDirection(key);
  if (direction === "none") return "muted";
  return delta > 0 === (direction === "higher") ? "good" : "bad";
}

function steer(
  event: KeyboardEvent,
  shown: readonly VersionDetail[],
  chosen: VersionDetail | undefined,
  acts: TableActs,
): void {
  const at = chosen === undefined ? -1 : shown.indexOf(chosen);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
  const target = to === undefined ? undefined : shown[to];
  if (target !== undefined) {
    event.preventDefault();
    acts.choose(target.version);
    const grid = event.currentTarget as HTMLElement;
    grid.querySelector<HTMLElement>(`tr[data-version="${target.version}"]`)?.focus();
  } else if (event.key === "Enter" && chosen?.run_name !== undefined) {
    event.preventDefault();
    acts.openRun(chosen);
  }
}
