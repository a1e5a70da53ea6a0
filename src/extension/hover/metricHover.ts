import * as vscode from "vscode";
import { findMetricKeys, type MetricKey } from "../../core/python/metricKeys";
import { type ChartSeries, readCharts } from "../../shared/charts";
import { formatNumber } from "../../shared/format";
import type { RunSummary } from "../../shared/runs";
import { coloursOf } from "../pages/colours";
import { isLowerBetter } from "../runs/arrangement";
import { statusWords } from "../runs/runItems";
import type { FolderRuntime } from "../runtime/folderRuntime";
import { fileOf } from "../scripts/fileOf";
import { outermost } from "../scripts/lastResult";
import type { Scripts } from "../scripts/scripts";
import { chartSize, dataUri, sparkline, swatch, type Theme } from "./sparkline";

/** Cells of a hover's table touch each other. */
const gap = " &nbsp; &nbsp; ";
const shownRuns = 3;
/** A run of this file need not have logged this metric. */
const lookedAt = 8;

interface Curve {
  readonly run: RunSummary;
  readonly series: ChartSeries;
  readonly colour: number;
}

/** Over the name of a metric that is logged: how it went in the last runs of the file. */
export function registerMetricHover(scripts: Scripts, state: vscode.Memento): vscode.Disposable {
  const selector = [
    { language: "python", scheme: "file" },
    { language: "python", scheme: "vscode-notebook-cell" },
  ];
  return vscode.languages.registerHoverProvider(selector, {
    async provideHover(document, position, token) {
      const uri = fileOf(document);
      const facts = uri && scripts.facts(uri);
      const runtime = uri && scripts.runtimeOf(uri);
      if (uri === undefined || !facts || !runtime || facts.runs.length === 0) return undefined;
      const offset = document.offsetAt(position);
      const found = keysIn(document).find(({ start, end }) => start <= offset && offset <= end);
      if (found === undefined) return undefined;
      const runs = outermost(facts.runs).slice(0, lookedAt);
      const curves = await fetchCurves(runtime, runs, found.key, state);
      if (curves.length === 0 || token.isCancellationRequested) return undefined;
      const range = new vscode.Range(document.positionAt(found.start), document.positionAt(found.end));
      return new vscode.Hover(describe(found.key, curves, uri), range);
    },
  });
}

const seen = new WeakMap<vscode.TextDocument, { readonly version: number; readonly keys: readonly MetricKey[] }>();

function keysIn(document: vscode.TextDocument): readonly MetricKey[] {
  const known = seen.get(document);
  if (known?.version === document.version) return known.keys;
  const keys = findMetricKeys(document.getText());
  seen.set(document, { version: document.version, keys });
  return keys;
}

async function fetchCurves(
  runtime: FolderRuntime,
  runs: readonly RunSummary[],
  metric: string,
  state: vscode.Memento,
): Promise<Curve[]> {
  const door = await runtime.door();
  const body = { series: runs.map(({ id }) => ({ run: id, metric })), axis: "step", points: 64 };
  const { series } = readCharts(await door.bytes("POST", "/api/tidemark/v1/charts", body));
  const found = runs.flatMap((run, i) => {
    const own = series[i];
    return own && own.count > 0 ? [{ run, series: own }] : [];
  });
  const shown = found.slice(0, shownRuns);
  const colours = await coloursOf(
    shown.map(({ run }) => run.id),
    state,
  );
  return shown.map((each) => ({ ...each, colour: colours[each.run.id] ?? 1 }));
}

function describe(metric: string, curves: readonly Curve[], uri: vscode.Uri): vscode.MarkdownString {
  const theme = themeNow();
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ["tidemark.openScriptChart", "tidemark.compareScriptRuns", "tidemark.openRun"] };
  text.appendMarkdown("**");
  text.appendText(oneLine(metric));
  text.appendMarkdown("** &nbsp;");
  text.appendText(
    curves.length === 1
      ? vscode.l10n.t("last run of this file")
      : vscode.l10n.t("last {0} runs of this file", curves.length),
  );
  const chart = sparkline(
    curves.map(({ series: { x, y }, colour }) => ({ x, y, colour })),
    theme,
    formatNumber,
  );
  if (chart) text.appendMarkdown(`\n\n![](${dataUri(chart)}|width=${chartSize.width},height=${chartSize.height})`);
  text.appendMarkdown("\n\n| | | |\n|:--|--:|--:|\n");
  for (const curve of curves) appendRow(text, metric, curve, theme, uri);
  const chartArgs = argsOf(uri.toString(), metric);
  text.appendMarkdown(
    `\n\n---\n\n[${vscode.l10n.t("Open chart")}](command:tidemark.openScriptChart?${chartArgs}) &nbsp; ` +
      `[${vscode.l10n.t("Compare")}](command:tidemark.compareScriptRuns?${argsOf(uri.toString())})`,
  );
  return text;
}

function appendRow(text: vscode.MarkdownString, metric: string, curve: Curve, theme: Theme, uri: vscode.Uri): void {
  const { run, series, colour } = curve;
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
  const best = isLowerBetter(metric) ? series.min : series.max;
  const where =
    run.status === "RUNNING"
      ? `${statusWords().RUNNING}, ${vscode.l10n.t("step {0}", series.last?.step ?? 0)}`
      : best && vscode.l10n.t("best at {0}", best.x);
  text.appendMarkdown(`| ![](${dataUri(swatch(colour, theme))}) [`);
  text.appendText(oneLine(run.name));
  text.appendMarkdown(`](command:tidemark.openRun?${argsOf(run.id, folder)})${gap}| `);
  text.appendText(where ?? "");
  text.appendMarkdown(`${gap}| **${formatNumber((best ?? series.last)?.y ?? Number.NaN)}** |\n`);
}

/** A bracket in a metric's name would end the link. */
function argsOf(...args: unknown[]): string {
  return encodeURIComponent(JSON.stringify(args)).replaceAll("(", "%28").replaceAll(")", "%29");
}

/** A line break ends a table, and a bar a cell. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "¦");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function themeNow(): Theme {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return "light";
    case vscode.ColorThemeKind.HighContrast:
      return "contrast";
    case vscode.ColorThemeKind.HighContrastLight:
      return "contrastLight";
    default:
      return "dark";
  }
}
