import { html, nothing } from "lit";
import { imageSeriesOf } from "../../src/core/artifacts/imageSeries";
import type { LoggedTable } from "../../src/core/artifacts/tableIn";
import type { ArtifactFile, TableHead } from "../../src/shared/artifacts";
import { formatBytes, formatCount } from "../../src/shared/format";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { openMenu } from "../kit/menu";
import { t } from "../kit/words";
import { artifactTree, contextOf } from "./artifactTree";
import { fileName } from "./facts";
import { filterField } from "./filterField";
import { confusionTable, curvePlot } from "./plots";
import { type Preview, readPreview } from "./preview";
import { loadFolder, type State } from "./store";

/** Which file is looked at, and what of it is on the screen. */
export interface ArtifactView {
  filter: string;
  chosen: ArtifactFile | undefined;
  preview: Preview | { readonly kind: "failed"; readonly message: string } | undefined;
  draw(): void;
}

const mostRows = 200;

/** The run's files left, the one that is chosen right. */
export function artifactsTab(state: State, view: ArtifactView) {
  const root = state.folders.get("");
  if (root === undefined) return html`<div class="main"></div>`;
  if ("files" in root && root.files.length === 0)
    return html`<div class="empty grow"><div>${t("The run logged no files.")}</div>
      <div class="muted">${t("What mlflow.log_artifact, log_model or log_image writes stands here.")}</div></div>`;
  return html`<div class="files">
    <div class="side">
      <div class="band toolbar">
        ${filterField(t("Filter files"), view)}
        ${iconButton("refresh", t("Read anew"), () => reread(state, view))}
      </div>
      ${artifactTree(state, {
        draw: view.draw,
        choose: (file) => choose(state, file, view),
        filter: view.filter,
        ...(view.chosen ? { chosen: view.chosen.path } : {}),
      })}
    </div>
    <div class="main preview">${view.chosen ? preview(state, view.chosen, view) : html`<div class="empty grow muted">${t("Choose a file to see it here; a double click opens it in the editor.")}</div>`}</div>
  </div>`;
}

function reread(state: State, view: ArtifactView): void {
  for (const path of [...state.folders.keys()]) void loadFolder(state, path).then(view.draw);
}

function choose(state: State, file: ArtifactFile, view: ArtifactView): void {
  const before = view.preview;
  view.chosen = file;
  if (before?.kind === "image" && !isNeighbour(state, file)) view.preview = undefined;
  if (before && before.kind !== "image") view.preview = undefined;
  view.draw();
  readPreview(file, state.detail?.artifact_uri ?? "", state.run).then(
    (found) => {
      if (view.chosen !== file) {
        if (found.kind === "image") URL.revokeObjectURL(found.url); // another was chosen meanwhile
        return;
      }
      if (before?.kind === "image") URL.revokeObjectURL(before.url);
      view.preview = found;
      view.draw();
    },
    (error: unknown) => {
      if (view.chosen !== file) return;
      view.preview = { kind: "failed", message: error instanceof Error ? error.message : String(error) };
      view.draw();
    },
  );
}

/** While a slider is drawn the image before stays until the next is there. */
function isNeighbour(state: State, { path }: ArtifactFile): boolean {
  return imageSeriesOf(path, siblings(state, path)) !== undefined;
}

function siblings({ folders }: State, path: string): string[] {
  const folder = folders.get(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
  return folder && "files" in folder ? folder.files.filter(({ is_dir }) => !is_dir).map((file) => file.path) : [];
}

function preview(state: State, file: ArtifactFile, view: ArtifactView) {
  const { path, file_size: size } = file;
  const open = () => void host.command("openArtifact", state.run, path);
  return html`<div class="head" data-vscode-context=${contextOf(state, path)}>
      <h2 class="cut" title=${path}>${fileName(path)}</h2>
      <span class="muted small number">${formatBytes(size)}</span>
      <span class="grow"></span>
      ${iconButton("go-to-file", t("Open in the editor"), open)}
      ${iconButton("save-as", t("Save as…"), () => void host.command("saveArtifact", state.run, path))}
      ${iconButton("ellipsis", t("More acts"), (event) => openMenu(event.currentTarget as HTMLElement), { opens: "menu" })}
    </div>
    ${body(state, file, view, open)}`;
}

function body(state: State, file: ArtifactFile, view: ArtifactView, open: () => void) {
  const { preview: shown } = view;
  if (shown === undefined) return html`<div class="blank"></div>`;
  switch (shown.kind) {
    case "failed":
      return html`<div class="error">${icon("error")}<div><div>${t("{0} could not be read: {1}", fileName(file.path), shown.message)}</div>
        <button class="link" @click=${() => choose(state, file, view)}>${t("Try again")}</button></div></div>`;
    case "image":
      return html`${slider(state, file, view)}<div class="picture"><img src=${shown.url} alt=${fileName(file.path)}></div>`;
    case "matrix":
      return confusionTable(shown.matrix);
    case "curve":
      return curvePlot(shown.curve);
    case "table":
      return plainTable(shown.table, open);
    case "head":
      return plainTable(tableOfHead(shown.head), open, shown.head.total);
    case "text":
      return html`<pre class="code text whole" tabindex="0" role="textbox" aria-readonly="true" aria-multiline="true" aria-label=${fileName(file.path)}>${shown.text}</pre>
        ${shown.isCut ? html`<p class="none small">${t("The beginning only.")} <button class="link" @click=${open}>${t("Open all of it")}</button></p>` : nothing}`;
    case "none":
      return html`<div class="empty grow"><div>${shown.isLarge ? t("{0} is too large to be shown here.", fileName(file.path)) : t("This page has no picture of such a file.")}</div>
        <button class="link" @click=${open}>${t("Open in the editor")}</button>
        <button class="link" @click=${() => host.command("saveArtifact", state.run, file.path)}>${t("Save as…")}</button></div>`;
    default:
      return shown satisfies never;
  }
}

/** Through the steps at which one image was logged. */
function slider(state: State, file: ArtifactFile, view: ArtifactView) {
  const series = imageSeriesOf(file.path, siblings(state, file.path));
  if (series === undefined) return nothing;
  const at = series.images.findIndex(({ path }) => path === file.path);
  const step = series.images[at]?.step ?? 0;
  const go = (to: number) => {
    const next = series.images[to];
    const folder = state.folders.get(file.path.slice(0, Math.max(0, file.path.lastIndexOf("/"))));
    const found = folder && "files" in folder ? folder.files.find(({ path }) => path === next?.path) : undefined;
    if (found) choose(state, found, view);
  };
  return html`<div class="slider">
    <span class="muted small">${t("Step")}</span>
    <input
      type="range"
      min="0"
      max=${series.images.length - 1}
      .value=${String(at)}
      aria-label=${t("Step of {0}", series.name)}
      aria-valuetext=${t("Step {0}", step)}
      @input=${(event: Event) => go(Number((event.target as HTMLInputElement).value))}
    >
    <span class="number">${formatCount(step)}</span>
    <span class="muted small number">${t("{0} of {1}", at + 1, series.images.length)}</span>
  </div>`;
}

function tableOfHead({ columns, rows, total }: TableHead): LoggedTable {
  return { columns: columns.map(({ name }) => name), rows, isCut: total > rows.length };
}

function plainTable({ columns, rows, isCut }: LoggedTable, open: () => void, total?: number) {
  const shown = rows.slice(0, mostRows);
  const isNumber = columns.map((_, i) => shown.length > 0 && shown.every((row) => isNumeric(row[i])));
  return html`<div class="scroll" role="group" tabindex="0" aria-label=${t("Table")}>
      <table class="plain wide">
        <thead><tr>${columns.map((name, i) => html`<th class=${isNumber[i] ? "number" : ""} title=${name}>${name}</th>`)}</tr></thead>
        <tbody>${shown.map((row) => html`<tr>${columns.map((_, i) => html`<td class="${isNumber[i] ? "number" : ""} cut">${cellText(row[i])}</td>`)}</tr>`)}</tbody>
      </table>
    </div>
    ${
      isCut || rows.length > shown.length
        ? html`<p class="none small">${t("The first {0} of {1} rows.", formatCount(shown.length), total === undefined ? (isCut ? "…" : formatCount(rows.length)) : formatCount(total))} <button class="link" @click=${open}>${t("Open in the editor")}</button></p>`
        : nothing
    }`;
}

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value !== "" && !Number.isNaN(Number(value)));
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
