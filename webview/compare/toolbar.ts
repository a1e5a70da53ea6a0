import { html } from "lit";
import { checkbox, dropdown, textField } from "../kit/controls";
import { iconButton } from "../kit/icon";
import { t } from "../kit/words";
import type { Settings } from "./settings";

export interface Toolbar {
  readonly runs: number;
  readonly settings: Settings;
  readonly metrics: readonly string[];
  set(change: Partial<Settings>): void;
  addChart(): void;
}

/** What all charts share. */
export function toolbar({ runs, settings, metrics, set, addChart }: Toolbar) {
  return html`<div class="band line toolbar" role="toolbar" aria-label=${t("Charts")}>
    <strong>${runs === 1 ? t("1 run") : t("{0} runs", runs)}</strong>
    <label class="pair">
      <span class="muted" aria-hidden="true">x</span>
      ${dropdown(
        t("Horizontal axis"),
        [
          { value: "step", label: t("Step") },
          { value: "time", label: t("Wall time") },
          { value: "relative", label: t("Relative time") },
          ...metrics.map((key) => ({ value: `metric:${key}`, label: key })),
        ],
        settings.axis,
        (axis) => set({ axis }),
      )}
    </label>
    <label class="pair">
      <span class="muted">${t("Smoothing")}</span>
      <input
        type="range"
        min="0"
        max="0.99"
        step="0.01"
        aria-label=${t("Smoothing")}
        .value=${String(settings.smoothing)}
        @input=${(event: Event) => set({ smoothing: Number((event.target as HTMLInputElement).value) })}
      />
      <span class="number value">${settings.smoothing.toFixed(2)}</span>
    </label>
    ${checkbox(t("Log x"), settings.isLogX, (isLogX) => set({ isLogX }))}
    ${checkbox(t("Log y"), settings.isLogY, (isLogY) => set({ isLogY }))}
    ${checkbox(t("Clip outliers"), settings.clips, (clips) => set({ clips }))}
    ${checkbox(t("Sync zoom"), settings.syncs, (syncs) => set({ syncs }))}
    <span class="grow"></span>
    ${textField({
      label: t("Filter metrics"),
      placeholder: t("Filter metrics"),
      value: settings.filter,
      icon: "search",
      input: (filter) => set({ filter }),
    })}
    ${iconButton("add", t("Add a chart"), addChart, { opens: "dialog" })}
  </div>`;
}
