import * as vscode from "vscode";
import { object } from "../../shared/readers";
import { colourTag } from "../../shared/tags";
import type { RunChoice } from "../commands/runArguments";
import { palettes } from "./palettes";
import { fetchRunDetail, setTag } from "./runActs";

const nothing = object<object>({});

/** Asks which of the palette's colours the runs have on every page. */
export async function colourRuns({ runtime, ids }: RunChoice): Promise<void> {
  const { t } = vscode.l10n;
  const names = [
    t("Blue"),
    t("Orange"),
    t("Teal"),
    t("Pink"),
    t("Yellow"),
    t("Violet"),
    t("Red"),
    t("Green"),
    t("Light blue"),
    t("Grey"),
  ];
  const items = [
    ...names.map((label, i) => ({ label, value: String(i + 1), iconPath: swatch(i) })),
    { label: t("As the editor hands it out"), value: undefined, iconPath: new vscode.ThemeIcon("circle-outline") },
  ];
  const title = ids.length === 1 ? t("Colour of the run") : t("Colour of {0} runs", ids.length);
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: t("On every page and chart") });
  if (chosen === undefined) return;
  const door = await runtime.door();
  for (const run_id of ids) {
    if (chosen.value !== undefined) await setTag(door, run_id, colourTag, chosen.value);
    else if ((await fetchRunDetail(door, run_id)).tags.some(({ key }) => key === colourTag))
      await door.post("/api/2.0/mlflow/runs/delete-tag", { run_id, key: colourTag }, nothing);
  }
}

function swatch(place: number): { light: vscode.Uri; dark: vscode.Uri } {
  const draw = (colour = "") =>
    vscode.Uri.parse(
      `data:image/svg+xml;utf8,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect x="2" y="2" width="12" height="12" rx="2" fill="${colour}"/></svg>`)}`,
    );
  return { light: draw(palettes.light[place]), dark: draw(palettes.dark[place]) };
}
