import * as vscode from "vscode";
import { type Suggestion, suggestionsAt } from "../../../core/rollout/editing/suggestions";
import type { Runtimes } from "../../runtime/runtimes";
import { isDeploymentText } from "./fileHeader";
import type { KnownModels } from "./knownModels";

/** Where one of these was typed, there is something to say again. */
export const completionSigns = [" ", ":", "/", "@", "-", "{", "[", ",", '"', "'"];

/** Keys, words, variants and models that may stand where somebody writes. */
export class DeploymentCompletion implements vscode.CompletionItemProvider {
  constructor(
    private readonly runtimes: Runtimes,
    private readonly models: KnownModels,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const text = document.getText();
    if (!isDeploymentText(text)) return [];
    const runtime = this.runtimes.find(document.uri);
    const models = runtime === undefined ? [] : await this.models.addresses(runtime);
    const found = suggestionsAt(text, document.offsetAt(position), models);
    if (found === undefined) return [];
    const range = new vscode.Range(document.positionAt(found.word.from), document.positionAt(found.word.to));
    if (!range.isSingleLine) return [];
    const quote = /^["']/.exec(document.getText(range))?.[0] ?? "";
    return found.suggestions.map((each, i) => itemOf(each, { range, quote, place: i }));
  }
}

interface Where {
  readonly range: vscode.Range;
  readonly quote: string;
  readonly place: number;
}

function itemOf({ label, kind, insert, detail, doc }: Suggestion, { range, quote, place }: Where) {
  const item = new vscode.CompletionItem({ label, ...(detail && { description: detail }) }, kinds[kind]);
  item.insertText = new vscode.SnippetString(insert);
  item.filterText = `${quote}${label}`;
  item.sortText = String(place).padStart(5, "0");
  item.range = range;
  if (doc) item.documentation = doc;
  // what a new key may be is the next question
  if (kind === "key" && insert.includes("$"))
    item.command = { command: "editor.action.triggerSuggest", title: vscode.l10n.t("Suggest") };
  return item;
}

const kinds: Readonly<Record<Suggestion["kind"], vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  variant: vscode.CompletionItemKind.Variable,
  model: vscode.CompletionItemKind.Reference,
};
