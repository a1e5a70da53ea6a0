import { html, nothing } from "lit";
import { type ArtifactFile, artifactFileRoute } from "../../src/shared/artifacts";
import { formatBytes } from "../../src/shared/format";
import { failureTag } from "../../src/shared/tags";
import { dropdown } from "../kit/controls";
import { host } from "../kit/host";
import { icon } from "../kit/icon";
import { t } from "../kit/words";
import { fileName } from "./facts";
import { loadFolder, type State, tagOf, textOf } from "./store";

export interface LogView {
  /** Files among the run's that are logs; undefined until they were looked for. */
  files: readonly ArtifactFile[] | undefined;
  chosen: string | undefined;
  readonly texts: Map<string, string>;
  /** Why the chosen one cannot be shown. */
  failure: string | undefined;
  draw(): void;
}

const isLog =
  /\.log$|(^|\/)(logs?\/.*\.(txt|log|jsonl)|(std(out|err)|output|console|error|train|training)[^/]*\.(txt|log))$/i;
const logFolder = /^(logs?|output|console)$/i;
const largest = 4 * 1024 * 1024;
const shown = 200_000;

/** Looks at the top of the run's files and in folders that are called like logs. */
export async function findLogs(state: State, view: LogView): Promise<void> {
  if (!state.folders.has("")) await loadFolder(state, "");
  const filesIn = (path: string): readonly ArtifactFile[] => {
    const folder = state.folders.get(path);
    return folder && "files" in folder ? folder.files : [];
  };
  const folders = filesIn("").filter(({ path, is_dir }) => is_dir && logFolder.test(path));
  for (const { path } of folders) if (!state.folders.has(path)) await loadFolder(state, path);
  const files = [...filesIn(""), ...folders.flatMap(({ path }) => filesIn(path))];
  view.files = files.filter(({ path, is_dir }) => !is_dir && isLog.test(path));
  const chosen = view.files.find(({ path }) => path === view.chosen) ?? view.files[0];
  view.chosen = chosen?.path;
  if (chosen) await readLog(state, chosen, view);
}

async function readLog({ detail }: State, { path, file_size }: ArtifactFile, view: LogView): Promise<void> {
  const route = artifactFileRoute(detail?.artifact_uri ?? "", path);
  view.failure = undefined;
  if (route === undefined) view.failure = t("It is kept outside of this workspace: {0}", detail?.artifact_uri ?? "");
  if (route === undefined || file_size > largest) return;
  view.failure = t("It could not be read; the runtime's log says why.");
  const text = await textOf(route);
  if (text === undefined) return;
  view.failure = undefined;
  view.texts.set(path, text);
}

export function logTab(state: State, view: LogView) {
  const { files } = view;
  const failure = tagOf(state, failureTag);
  const why = failure ? html`<div class="error">${icon("error")}<div class="text">${failure}</div></div>` : nothing;
  if (files === undefined) return html`<div class="main">${why}</div>`;
  const file = files.find(({ path }) => path === view.chosen);
  if (file === undefined)
    return html`<div class="main">${why}<div class="empty grow">
      <div>${t("What a run prints stays in the terminal it was started in; this run logged no text of it.")}</div>
      <div class="muted">${t("A file such as logs/train.log among its artifacts stands here.")}</div></div></div>`;
  const text = view.texts.get(file.path);
  return html`<div class="main tall">
    ${why}
    <div class="band toolbar">
      ${
        files.length > 1
          ? dropdown(
              t("Log"),
              files.map(({ path }) => ({ value: path, label: path })),
              file.path,
              (path) => {
                view.chosen = path;
                view.draw();
                const next = files.find((each) => each.path === path);
                if (next) void readLog(state, next, view).then(view.draw);
              },
            )
          : html`<span class="code cut">${fileName(file.path)}</span>`
      }
      <span class="muted small number">${formatBytes(file.file_size)}</span><span class="grow"></span>
      <button class="link" @click=${() => host.command("openArtifact", state.run, file.path)}>${t("Open in the editor")}</button>
    </div>
    ${
      text === undefined
        ? html`<div class="empty muted">${file.file_size > largest ? t("Too long to be shown here.") : (view.failure ?? nothing)}</div>`
        : html`<pre class="code text whole log" tabindex="0" role="textbox" aria-readonly="true" aria-multiline="true" aria-label=${file.path}>${text.length > shown ? `…${text.slice(-shown)}` : text}</pre>`
    }
  </div>`;
}
