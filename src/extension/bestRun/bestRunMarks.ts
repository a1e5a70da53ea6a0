import * as vscode from "vscode";
import { formatNumber } from "../../shared/format";
import type { MetricSummary, RunSummary } from "../../shared/runs";
import { bestRun, metricOf } from "../scripts/lastResult";
import { commitTag, dirtyTag, type ScriptFacts, tagOf } from "../scripts/scriptFacts";
import type { Scripts } from "../scripts/scripts";
import { diffSince } from "./git";
import { changedLines, type LineRange, paramHints } from "./hunks";

const bar = (colour: string) =>
  vscode.Uri.parse(
    `data:image/svg+xml;base64,${Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="18"><path d="M13 1V18" stroke="${colour}" stroke-width="3" stroke-dasharray="3 2"/></svg>`,
    ).toString("base64")}`,
  );

const mostHints = 3;

interface Best {
  readonly run: RunSummary;
  readonly commit: string;
  readonly metric: MetricSummary | undefined;
}

/** The best run of a script whose commit is known. */
export function findBest(facts: ScriptFacts | undefined): Best | undefined {
  const run = facts && bestRun(facts.runs, facts.metric);
  const commit = run && tagOf(run, commitTag);
  return run && commit !== undefined ? { run, commit, metric: metricOf(run, facts?.metric) } : undefined;
}

/** Marks the lines of a script that are not as the best run had them. Looks when a file is shown or saved, never while it is typed in. */
export class BestRunMarks implements vscode.Disposable {
  private readonly mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    dark: { gutterIconPath: bar("#3794ff") },
    light: { gutterIconPath: bar("#1a85ff") },
    gutterIconSize: "contain",
    after: { color: new vscode.ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em" },
  });
  /** What the marks of an editor are of; another object each time they are made anew. */
  private readonly drawn = new WeakMap<vscode.TextEditor, { readonly of: string }>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly scripts: Scripts,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const again = () => this.lookAtAll();
    this.subscriptions = [
      this.mark,
      scripts.onDidChange((uri) => this.lookAtAll(uri)),
      vscode.window.onDidChangeVisibleTextEditors(again),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.lookAtAll(uri, true)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // read anew from disk, as after a checkout
        if (!document.isDirty && contentChanges.length > 0) this.lookAtAll(document.uri, true);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("tidemark.bestRun")) this.lookAtAll(undefined, true);
      }),
    ];
    this.lookAtAll();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private lookAtAll(only?: vscode.Uri, isNew = false): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { uri, languageId } = editor.document;
      if (languageId !== "python" || uri.scheme !== "file") continue;
      if (only && uri.toString() !== only.toString()) continue;
      if (isNew) this.drawn.delete(editor);
      this.look(editor).catch((error: unknown) => this.log.debug(`${uri.fsPath}: ${String(error)}`));
    }
  }

  private async look(editor: vscode.TextEditor): Promise<void> {
    const { uri } = editor.document;
    const isOn =
      vscode.workspace.isTrusted && vscode.workspace.getConfiguration("tidemark", uri).get("bestRun.marks", true);
    const best = isOn ? findBest(this.scripts.facts(uri)) : undefined;
    // what is typed moves the marks along; they are made anew for another commit, a saved file or another best run
    const state = { of: `${best?.run.id} ${best?.commit}` };
    if (this.drawn.get(editor)?.of === state.of) return;
    this.drawn.set(editor, state);
    const diff = best && (await diffSince(best.commit, uri.fsPath));
    if (this.drawn.get(editor) !== state) return; // saved again meanwhile: the later look tells
    const ranges = diff === undefined ? [] : changedLines(diff);
    editor.setDecorations(
      this.mark,
      best === undefined ? [] : ranges.flatMap((range) => this.marksOf(editor, range, best)),
    );
  }

  private marksOf({ document }: vscode.TextEditor, { start, end }: LineRange, best: Best): vscode.DecorationOptions[] {
    const hoverMessage = hoverOf(best, document.uri);
    const last = Math.min(Math.max(end, start + 1), document.lineCount);
    return Array.from({ length: Math.max(0, last - start) }, (_, i) => {
      const line = document.lineAt(start + i);
      const hints = end > start ? paramHints(line.text, best.run.params).slice(0, mostHints) : [];
      const said = hints.map(({ key, value }) => `${key} ${value}`).join(", ");
      return {
        range: line.range,
        hoverMessage,
        ...(said === "" ? {} : { renderOptions: { after: { contentText: vscode.l10n.t("best run: {0}", said) } } }),
      };
    });
  }
}

function hoverOf({ run, metric }: Best, uri: vscode.Uri): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ["tidemark.diffWithBestRun"] };
  const value = metric && ` (${metric.key} ${formatNumber(metric.value)})`;
  text.appendText(vscode.l10n.t("Changed since best run {0}", `${run.name.replaceAll(/\s+/g, " ")}${value ?? ""}`));
  if (tagOf(run, dirtyTag) === "true") {
    text.appendMarkdown("  \n");
    text.appendText(vscode.l10n.t("The run had uncommitted changes besides its commit."));
  }
  const args = encodeURIComponent(JSON.stringify([uri.toString()]));
  text.appendMarkdown(`\n\n[${vscode.l10n.t("Show the difference")}](command:tidemark.diffWithBestRun?${args})`);
  return text;
}
