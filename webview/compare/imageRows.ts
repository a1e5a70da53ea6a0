import { html, nothing } from "lit";
import { ref } from "lit/directives/ref.js";
import { imageSeriesOf } from "../../src/core/artifacts/imageSeries";
import { formatCount } from "../../src/shared/format";
import { watchScreen } from "../charts/frames";
import type { ChartRun } from "../charts/model";
import { host } from "../kit/host";
import { t } from "../kit/words";
import { type RunFiles, readFile } from "./runFiles";
import { swatchLine } from "./swatch";

/** What a run logged under one name: one image, or one at some steps. */
export interface ImageKey {
  readonly key: string;
  /** By step; a single image has step undefined. */
  readonly images: readonly { readonly path: string; readonly step: number | undefined }[];
}

/** A run's images by what they show; a folder's own name goes with theirs. */
function imageKeysOf(paths: readonly string[]): ImageKey[] {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    folders.set(folder, [...(folders.get(folder) ?? []), path]);
  }
  const keys = new Map<string, ImageKey>();
  for (const [folder, siblings] of folders)
    for (const path of siblings) {
      const series = imageSeriesOf(path, siblings);
      // small copies of what is there in full
      if (/[%+]compressed/.test(path)) continue;
      const name = series ? series.name.replace(/[-_. ]+$/, "") || t("images") : path.slice(path.lastIndexOf("/") + 1);
      const key = folder === "" ? name : `${folder}/${name}`;
      if (!keys.has(key)) keys.set(key, { key, images: series ? series.images : [{ path, step: undefined }] });
    }
  return [...keys.values()];
}

/** The image at a step: the latest that is not after it, the first when all are. */
function imageAt({ images }: ImageKey, step: number): ImageKey["images"][number] | undefined {
  return images.findLast((image) => (image.step ?? 0) <= step) ?? images[0];
}

export interface ImageView {
  readonly runs: readonly ChartRun[];
  filesOf(run: string): RunFiles | undefined;
  /** Undefined: the last. */
  readonly step: number | undefined;
  go(step: number): void;
}

const mostKept = 200;

/** Images of the same name under each other, a row a run, and a slider through their steps. */
export function createImageRows(changed: () => void) {
  /** The picture, undefined while it is read, and the listing that it was read for: a later one may mean another picture. */
  const urls = new Map<string, { readonly url: string | undefined; readonly of: RunFiles }>();
  const latest = new Map<string, RunFiles>();
  const onScreen = new Set<string>();
  const keysOf = new WeakMap<RunFiles, readonly ImageKey[]>();
  const watchers = new Map<string, (element?: Element) => void>();

  /** Only what is on the screen is read. */
  function want(key: string, files: RunFiles, path: string): string | undefined {
    latest.set(key, files);
    const known = urls.get(key);
    if (known?.of === files || !onScreen.has(key)) return known?.url;
    urls.set(key, { url: known?.url, of: files });
    readFile(files.root, path).then(
      (bytes) => {
        const before = urls.get(key);
        if (bytes === undefined || before?.of !== files) return;
        if (before.url) URL.revokeObjectURL(before.url);
        urls.set(key, { url: URL.createObjectURL(new Blob([bytes.slice()], { type: typeOf(path) })), of: files });
        forget();
        changed();
      },
      (error: unknown) => host.fault(`${path}: ${String(error)}`),
    );
    return known?.url;
  }

  function knownKeys(files: RunFiles): readonly ImageKey[] {
    const keys = keysOf.get(files) ?? imageKeysOf(files.images);
    keysOf.set(files, keys);
    return keys;
  }

  /** What was shown longest ago goes first. */
  function forget(): void {
    for (const [key, { url }] of urls) {
      if (urls.size <= mostKept) return;
      if (onScreen.has(key)) continue;
      if (url) URL.revokeObjectURL(url);
      urls.delete(key);
    }
  }

  /** The same for the same image each time, so that it is watched once. */
  function watcherOf(key: string): (element?: Element) => void {
    const known = watchers.get(key);
    if (known) return known;
    let stop: (() => void) | undefined;
    const watch = (element?: Element) => {
      stop?.();
      onScreen.delete(key);
      stop =
        element &&
        watchScreen(element, (isThere) => {
          if (!isThere) onScreen.delete(key);
          else onScreen.add(key);
          if (isThere && (!urls.has(key) || urls.get(key)?.of !== latest.get(key))) changed();
        });
    };
    watchers.set(key, watch);
    return watch;
  }

  function cell(run: ChartRun, files: RunFiles, name: string, image: ImageKey["images"][number]) {
    const key = `${files.root}\n${image.path}`;
    return html`<button
      class="image"
      title=${image.path}
      ${ref(watcherOf(key))}
      @click=${() => void host.command("openArtifact", run.id, image.path)}
    >
      ${picture(want(key, files, image.path), image, run, name)}
    </button>`;
  }

  return {
    body({ runs, filesOf, step, go }: ImageView) {
      const rows = runs.flatMap((run) => {
        const files = filesOf(run.id);
        const keys = files ? knownKeys(files) : [];
        return files && keys.length > 0 ? [{ run, files, keys }] : [];
      });
      if (rows.length === 0) return nothing;
      const names = [...new Set(rows.flatMap(({ keys }) => keys.map(({ key }) => key)))].sort();
      const steps = stepsOf(rows.flatMap(({ keys }) => keys));
      const at = step ?? steps.at(-1) ?? 0;
      return html`
        ${steps.length > 1 ? slider(steps, at, go) : nothing}
        <div class="scroll-x" tabindex="0" role="region" aria-label=${t("Images of the runs")}>
          <table class="plain images">
            <thead>
              <tr>
                <th scope="col">${t("Run")}</th>
                ${names.map((name) => html`<th scope="col" class="code cut" title=${name}>${name}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                ({ run, files, keys }) =>
                  html`<tr>
                    <th scope="row">
                      <span class="run">${swatchLine(run.place)}<span class="cut" title=${run.name}>${run.name}</span></span>
                    </th>
                    ${names.map((name) => {
                      const found = keys.find(({ key }) => key === name);
                      const image = found && imageAt(found, at);
                      return html`<td>${image ? cell(run, files, name, image) : html`<span class="muted">–</span>`}</td>`;
                    })}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      `;
    },
  };
}

function picture(url: string | undefined, image: ImageKey["images"][number], run: ChartRun, name: string) {
  const { step } = image;
  const said = step === undefined ? t("{0} of {1}", name, run.name) : t("{0} of {1} at step {2}", name, run.name, step);
  return html`${
    url === undefined
      ? html`<span class="blank" role="img" aria-label=${said}></span>`
      : html`<img src=${url} alt=${said} />`
  }
  ${step === undefined ? nothing : html`<span class="muted small number">${t("step {0}", formatCount(step))}</span>`}`;
}

function stepsOf(keys: readonly ImageKey[]): number[] {
  const steps = new Set(keys.flatMap(({ images }) => images.flatMap(({ step }) => step ?? [])));
  return [...steps].sort((a, b) => a - b);
}

/** Arrows go from step to step, Home and End to the first and the last: the browser's own slider. */
function slider(steps: readonly number[], step: number, go: (step: number) => void) {
  const at = Math.max(
    0,
    steps.findLastIndex((each) => each <= step),
  );
  return html`<label class="steps">
    <span class="muted">${t("Step")}</span>
    <input
      type="range"
      min="0"
      max=${steps.length - 1}
      step="1"
      .value=${String(at)}
      aria-label=${t("Step of the images")}
      aria-valuetext=${t("step {0}", steps[at] ?? 0)}
      @input=${(event: Event) => go(steps[Number((event.target as HTMLInputElement).value)] ?? 0)}
    />
    <span class="number">${formatCount(steps[at] ?? 0)}</span>
    <span class="muted small">${t("{0} of {1}", at + 1, steps.length)}</span>
  </label>`;
}

const types: Readonly<Record<string, string>> = { jpg: "image/jpeg", jpeg: "image/jpeg", svg: "image/svg+xml" };

/** As an image a file runs no script, whatever an SVG may hold. */
function typeOf(path: string): string {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return types[ending] ?? `image/${ending}`;
}
