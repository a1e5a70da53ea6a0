import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { fileKind } from "../../core/dvc/editing/keyWords";
import { namesIn } from "../../core/dvc/editing/placeOfName";
import type { Role } from "../../core/dvc/editing/role";
import { type Suggestion, type Suggestions, suggestionsAt } from "../../core/dvc/editing/suggestions";
import { folderOf, joinPath } from "../../core/dvc/pipeline/paths";
import type { ProjectTexts, ReadPipeline } from "./projectTexts";
import { stageNamed } from "./stageNamed";

/** Where one of these was typed, there is something to say again. */
export const completionSigns = [" ", ":", "/", "-", "{", "[", ",", ".", '"', "'"];

/** Keys by their place; paths, parameters and values of the project. */
export class DvcCompletion implements vscode.CompletionItemProvider {
  constructor(private readonly texts: ProjectTexts) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const kind = fileKind(document.uri.path);
    if (kind !== "pipeline" && kind !== "dvc") return [];
    const found = suggestionsAt(kind, document.getText(), document.offsetAt(position));
    if (found === undefined) return [];
    const range = new vscode.Range(document.positionAt(found.word.from), document.positionAt(found.word.to));
    if (!range.isSingleLine) return [];
    const items = found.suggestions.map((each, i) => itemOf(each, range, i));
    const read = kind === "pipeline" && found.wanted ? await this.texts.pipeline(document) : undefined;
    return read ? [...items, ...(await this.projectItems(found, { read, document, position, range }))] : items;
  }

  private async projectItems({ wanted }: Suggestions, where: Where): Promise<vscode.CompletionItem[]> {
    if (wanted?.kind === "values") return this.valueItems(where);
    if (wanted?.kind === "param") return this.paramItems(wanted, where);
    if (wanted?.kind === "path") return this.pathItems(wanted, where);
    return [];
  }

  /** What stands in the files that `${}` is filled from. */
  private async valueItems({ read, range }: Where): Promise<vscode.CompletionItem[]> {
    const items: vscode.CompletionItem[] = [];
    for (const file of read.pipeline.readFiles) items.push(...(await this.namesOf(read, file, range)));
    return items;
  }

  private async paramItems(role: Role & { kind: "param" }, { read, range }: Where): Promise<vscode.CompletionItem[]> {
    const { wdir } = stageNamed(read.pipeline, role.stage) ?? { wdir: folderOf(read.file) };
    return this.namesOf(read, joinPath(wdir, role.file ?? "params.yaml"), range);
  }

  private async namesOf({ files }: ReadPipeline, file: string, range: vscode.Range): Promise<vscode.CompletionItem[]> {
    const values = await files.get(file);
    if (!values || "fault" in values || !values.placed) return [];
    return namesIn(values.placed).map((name) => {
      const item = new vscode.CompletionItem({ label: name, description: file }, vscode.CompletionItemKind.Variable);
      item.range = range;
      return item;
    });
  }

  /** Files and folders below the stage's own folder, one level at a time. */
  private async pathItems(role: Role & { kind: "path" }, where: Where): Promise<vscode.CompletionItem[]> {
    const { read, document, position, range } = where;
    const stage = role.stage === undefined ? undefined : stageNamed(read.pipeline, role.stage);
    const base = role.use === "folder" || !stage ? folderOf(read.file) : stage.wdir;
    const written = document.getText(new vscode.Range(range.start, position)).replace(/^["']/, "");
    const folder = folderOf(written);
    const entries = await readdir(join(read.project.root, base, folder), { withFileTypes: true }).catch(() => []);
    return entries
      .filter(({ name }) => !/^\.(git|dvc|tidemark)$/.test(name))
      .filter((entry) => role.use !== "folder" || entry.isDirectory())
      .map((entry) => {
        const { File, Folder } = vscode.CompletionItemKind;
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        const item = new vscode.CompletionItem(path, entry.isDirectory() ? Folder : File);
        item.insertText = /^[\w./@+=-][\w ./@+=,()-]*$/.test(path) ? path : JSON.stringify(path);
        item.range = range;
        return item;
      });
  }
}

interface Where {
  readonly read: ReadPipeline;
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly range: vscode.Range;
}

function itemOf({ label, kind, insert, doc }: Suggestion, range: vscode.Range, place: number): vscode.CompletionItem {
  const { Property, Value } = vscode.CompletionItemKind;
  const item = new vscode.CompletionItem(label, kind === "key" ? Property : Value);
  item.insertText = new vscode.SnippetString(insert);
  item.sortText = String(place).padStart(5, "0");
  item.range = range;
  if (doc) item.documentation = doc;
  if (kind === "key" && insert.includes("$0"))
    item.command = { command: "editor.action.triggerSuggest", title: vscode.l10n.t("Suggest") };
  return item;
}
