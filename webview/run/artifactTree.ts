import { html, nothing, type TemplateResult } from "lit";
import type { ArtifactFile } from "../../src/shared/artifacts";
import { formatBytes, formatCount } from "../../src/shared/format";
import { host } from "../kit/host";
import { icon, iconButton } from "../kit/icon";
import { t } from "../kit/words";
import { fileName } from "./facts";
import { type Folder, loadFolder, type State } from "./store";

export interface TreeActs {
  /** Says that something is to be drawn anew. */
  draw(): void;
  /** A file was chosen; on the overview it opens in the editor at once. */
  choose?(file: ArtifactFile): void;
  readonly chosen?: string;
  readonly filter?: string;
}

/** A folder with more files than this shows so many, and offers the rest. */
const mostShown = 500;

const icons: Readonly<Record<string, string>> = {
  json: "json",
  png: "file-media",
  jpg: "file-media",
  jpeg: "file-media",
  gif: "file-media",
  svg: "file-media",
  webp: "file-media",
  onnx: "package",
  pkl: "file-binary",
  pt: "file-binary",
  pth: "file-binary",
  bin: "file-binary",
  safetensors: "file-binary",
  joblib: "file-binary",
  npy: "file-binary",
  npz: "file-binary",
  h5: "file-binary",
  zip: "file-zip",
  gz: "file-zip",
  tar: "file-zip",
  csv: "table",
  tsv: "table",
  parquet: "table",
  py: "file-code",
  ipynb: "notebook",
  md: "markdown",
  pdf: "file-pdf",
  html: "file-code",
  yaml: "settings",
  yml: "settings",
  toml: "settings",
  patch: "diff",
};

function fileIcon(path: string): string {
  const ending = /\.([^.]+)$/.exec(path.toLowerCase())?.[1] ?? "";
  return (Object.hasOwn(icons, ending) && icons[ending]) || "file";
}

/** The run's files as a tree; folders are read when they are opened. */
export function artifactTree(state: State, acts: TreeActs) {
  return html`<div class="tree" role="tree" aria-label=${t("Artifacts")} @keydown=${(event: KeyboardEvent) => moveIn(event)}>
    ${level(state, "", 1, acts, { first: true })}
  </div>`;
}

interface Rover {
  first: boolean;
}

function level(
  state: State,
  path: string,
  depth: number,
  acts: TreeActs,
  rover: Rover,
): TemplateResult | typeof nothing {
  const folder = state.folders.get(path);
  if (folder === undefined) return nothing;
  if ("failed" in folder) return html`<div class="failed small">${icon("error")}<span>${folder.failed}</span></div>`;
  const files = matching(folder, acts.filter);
  const sorted = [...files].sort((a, b) => Number(b.is_dir) - Number(a.is_dir) || (a.path < b.path ? -1 : 1));
  return html`${sorted.slice(0, mostShown).map((file) => branch(state, file, depth, acts, rover))}${
    sorted.length > mostShown
      ? html`<div class="more small muted" role="none">${t("{0} more: filter, or open the folder in the editor", formatCount(sorted.length - mostShown))}</div>`
      : nothing
  }`;
}

function matching(folder: { readonly files: readonly ArtifactFile[] }, filter = ""): readonly ArtifactFile[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === "") return folder.files;
  return folder.files.filter(({ path, is_dir }) => is_dir || path.toLowerCase().includes(wanted));
}

function branch(state: State, file: ArtifactFile, depth: number, acts: TreeActs, rover: Rover) {
  const { path, is_dir } = file;
  const isOpen = is_dir && state.open.has(path);
  const isChosen = acts.chosen === path;
  const hasFocus = acts.chosen === undefined ? rover.first : isChosen;
  rover.first = false;
  const act = () => (is_dir ? toggle(state, path, acts) : choose(state, file, acts));
  return html`<div
      class="node ${isChosen ? "chosen" : ""}"
      role="treeitem"
      aria-level=${depth}
      aria-expanded=${is_dir ? String(isOpen) : nothing}
      aria-selected=${isChosen ? "true" : "false"}
      aria-label=${is_dir ? fileName(path) : `${fileName(path)}, ${formatBytes(file.file_size)}`}
      tabindex=${hasFocus ? "0" : "-1"}
      title=${path}
      data-path=${path}
      data-vscode-context=${is_dir ? nothing : contextOf(state, path)}
      .style=${`padding-left:${20 + (depth - 1) * 16}px`}
      @click=${act}
      @dblclick=${() => !is_dir && host.command("openArtifact", state.run, path)}
    >
      <span class="twist">${is_dir ? icon(isOpen ? "chevron-down" : "chevron-right") : nothing}</span>
      ${icon(is_dir ? (isOpen ? "folder-opened" : "folder") : fileIcon(path))}
      <span class="cut grow">${fileName(path)}</span>
      ${
        is_dir
          ? nothing
          : html`<span class="on-hover">${iconButton(
              "go-to-file",
              t("Open {0}", fileName(path)),
              (event) => {
                event.stopPropagation();
                void host.command("openArtifact", state.run, path);
              },
              {},
            )}</span>`
      }
      <span class="number muted size">${sizeOf(state, file)}</span>
    </div>
    ${isOpen ? level(state, path, depth + 1, acts, rover) : nothing}`;
}

/** Of a folder: what is known of its files without opening it. */
function sizeOf(state: State, { path, is_dir, file_size }: ArtifactFile): string {
  if (!is_dir) return formatBytes(file_size);
  const folder = state.folders.get(path);
  if (folder === undefined || "failed" in folder) return "";
  const size = knownSize(state.folders, path);
  const count = folder.files.length === 1 ? t("1 file") : t("{0} files", formatCount(folder.files.length));
  if (size === undefined) return count;
  return state.open.has(path) ? formatBytes(size) : `${count} · ${formatBytes(size)}`;
}

function knownSize(folders: ReadonlyMap<string, Folder>, path: string): number | undefined {
  const folder = folders.get(path);
  if (folder === undefined || "failed" in folder) return undefined;
  let sum = 0;
  for (const file of folder.files) {
    const size = file.is_dir ? knownSize(folders, file.path) : file.file_size;
    if (size === undefined) return undefined;
    sum += size;
  }
  return sum;
}

export function contextOf({ run, folder }: State, path: string): string {
  return JSON.stringify({
    webviewSection: "artifact",
    tidemarkRun: run,
    tidemarkArtifact: path,
    tidemarkFolder: folder,
    preventDefaultContextMenuItems: true,
  });
}

function toggle(state: State, path: string, acts: TreeActs): void {
  if (state.open.delete(path)) {
    acts.draw();
    return;
  }
  state.open.add(path);
  if (state.folders.has(path)) acts.draw();
  else void loadFolder(state, path).then(acts.draw, (error: unknown) => host.fault(String(error)));
}

function choose(state: State, file: ArtifactFile, acts: TreeActs): void {
  if (acts.choose) acts.choose(file);
  else void host.command("openArtifact", state.run, file.path);
}

/** As in the editor's own trees: up and down, left closes, right opens, Enter acts. */
function moveIn(event: KeyboardEvent): void {
  const tree = event.currentTarget as HTMLElement;
  const item = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]');
  if (item === null || event.target !== item) return;
  const items = [...tree.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = items.indexOf(item);
  const expanded = item.getAttribute("aria-expanded");
  const focus = (target: HTMLElement | undefined) => {
    if (target === undefined) return;
    for (const each of items) each.tabIndex = each === target ? 0 : -1;
    target.focus();
  };
  switch (event.key) {
    case "ArrowDown":
      focus(items[at + 1]);
      break;
    case "ArrowUp":
      focus(items[at - 1]);
      break;
    case "Home":
      focus(items[0]);
      break;
    case "End":
      focus(items.at(-1));
      break;
    case "ArrowRight":
      if (expanded === "false") item.click();
      else if (expanded === "true") focus(items[at + 1]);
      break;
    case "ArrowLeft":
      if (expanded === "true") item.click();
      else focus(items.slice(0, at).findLast((each) => Number(each.ariaLevel) < Number(item.ariaLevel)));
      break;
    case "Enter":
    case " ":
      item.click();
      break;
    default:
      return;
  }
  event.preventDefault();
}
