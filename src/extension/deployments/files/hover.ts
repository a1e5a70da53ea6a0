import * as vscode from "vscode";
import { parseModelUri } from "../../../core/mlflow/modelUri";
import { namesModel, schemaAt } from "../../../core/rollout/editing/schemaAt";
import { describe } from "../../../core/rollout/editing/suggestions";
import { entryAt } from "../../../core/yaml/cursor";
import { formatDate } from "../../../shared/format";
import type { ModelSummary } from "../../../shared/models";
import { describeVersion } from "../../models/modelText";
import type { Runtimes } from "../../runtime/runtimes";
import { isDeploymentText } from "./fileHeader";
import { findVersion } from "./findVersion";
import type { KnownModels } from "./knownModels";

/** What a key means; of a model, which version that is. */
export class DeploymentHover implements vscode.HoverProvider {
  constructor(
    private readonly runtimes: Runtimes,
    private readonly models: KnownModels,
  ) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const text = document.getText();
    const entry = isDeploymentText(text) ? entryAt(text, document.offsetAt(position)) : undefined;
    if (entry === undefined) return undefined;
    const path = [...entry.path, entry.key];
    const span = entry.on === "key" ? entry.keySpan : (entry.valueSpan ?? entry.keySpan);
    const range = new vscode.Range(document.positionAt(span.from), document.positionAt(span.to));
    if (entry.on === "key") {
      const words = wordsOf(path);
      return words && new vscode.Hover(words, range);
    }
    if (!namesModel(path)) return undefined;
    const runtime = this.runtimes.find(document.uri);
    const models = (runtime && (await this.models.of(runtime))) ?? [];
    const address = document.getText(range).trim().replaceAll(/["']/g, "");
    const words = modelWords(address, models);
    return words && new vscode.Hover(words, range);
  }
}

function wordsOf(path: readonly string[]): vscode.MarkdownString | undefined {
  const schema = schemaAt(path);
  if (schema?.description === undefined) return undefined;
  const words = new vscode.MarkdownString();
  words.appendText(schema.description);
  const kind = describe(schema);
  if (kind !== "") words.appendMarkdown("\n\n").appendCodeblock(kind, "text");
  return words;
}

function modelWords(address: string, models: readonly ModelSummary[]): vscode.MarkdownString | undefined {
  const uri = parseModelUri(address);
  if (uri === undefined || uri.by === "id") return undefined;
  const model = models.find(({ name }) => name === uri.name);
  const version = findVersion(model?.versions ?? [], uri);
  if (model === undefined || version === undefined) return undefined;
  const now = Date.now();
  const date = formatDate(version.created, { now });
  const facts = [
    `${model.name} v${version.version}`,
    describeVersion(version, now),
    ...(version.run_name === undefined ? [] : [vscode.l10n.t("from {0}", version.run_name)]),
    date,
  ];
  return new vscode.MarkdownString().appendText([...new Set(facts)].join(" · "));
}
