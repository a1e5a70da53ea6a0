import * as vscode from "vscode";
import { readDvcFile } from "../../core/dvc/dvcFile";
import { fileKind, wordsOfKey } from "../../core/dvc/editing/keyWords";
import type { Role } from "../../core/dvc/editing/role";
import { symbolAt } from "../../core/dvc/editing/symbolAt";
import type { Content, DvcFile } from "../../core/dvc/entries";
import { findParam } from "../../core/dvc/pipeline/params/findParam";
import { folderOf, joinPath } from "../../core/dvc/pipeline/paths";
import { pythonJson } from "../../core/dvc/pythonJson";
import type { Value } from "../../core/dvc/values";
import { entryAt } from "../../core/yaml/cursor";
import { formatBytes, formatCount } from "../../shared/format";
import { useAt } from "./definition";
import type { ProjectTexts, ReadPipeline } from "./projectTexts";
import { stageNamed } from "./stageNamed";

/** What a key is for; of a path its hash and size, of a name its value. */
export class DvcHover implements vscode.HoverProvider {
  constructor(private readonly texts: ProjectTexts) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const kind = fileKind(document.uri.path);
    if (kind === "pipeline") return this.inPipeline(document, position);
    const entry = kind && entryAt(document.getText(), document.offsetAt(position));
    if (!entry) return undefined;
    const range = rangeIn(document, entry.on === "key" ? entry.keySpan : (entry.valueSpan ?? entry.keySpan));
    if (entry.on === "key") return words(wordsOfKey(kind, entry.path, entry.key), range);
    if (entry.key !== "path" || kind !== "dvc") return undefined;
    const file = await readDvcFile(document.getText(), "").catch(() => undefined);
    return file && facts(entryFacts(file, entry.path), range);
  }

  private async inPipeline(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const symbol = symbolAt(document.getText(), document.offsetAt(position));
    if (!symbol) return undefined;
    const range = rangeIn(document, symbol.span);
    if (symbol.kind === "key") return words(wordsOfKey("pipeline", symbol.path, symbol.key), range);
    const read = await this.texts.pipeline(document);
    if (!read) return undefined;
    if (symbol.kind === "expression") {
      const use = useAt(read.pipeline.uses, symbol.name, range);
      return use && value(symbol.name, use.value, use.source?.file, range);
    }
    const { role, text } = symbol;
    if (role.kind === "param") return this.ofParam(role, { text, read, range });
    if (role.kind !== "path" || role.stage === undefined) return undefined;
    return facts(await this.pathFacts(role.stage, text, read), range);
  }

  private async ofParam(
    role: Role & { kind: "param" },
    { text, read, range }: Asked,
  ): Promise<vscode.Hover | undefined> {
    const { wdir } = stageNamed(read.pipeline, role.stage) ?? { wdir: folderOf(read.file) };
    const file = joinPath(wdir, role.file ?? "params.yaml");
    const values = await read.files.get(file);
    const found = values && !("fault" in values) ? findParam(values.value, text) : undefined;
    if (found === undefined) return undefined;
    const stage = stageNamed(read.pipeline, role.stage);
    const entry = stage && (await this.texts.lock(read.project, read.file)).get(stage.name);
    const ran = entry?.params[role.file ?? "params.yaml"]?.[text];
    const isOld = ran !== undefined && pythonJson(ran) !== pythonJson(found);
    return value(text, found, file, range, isOld ? pythonJson(ran) : undefined);
  }

  private async pathFacts(name: string, text: string, read: ReadPipeline): Promise<readonly string[]> {
    const stage = stageNamed(read.pipeline, name);
    const entry = stage && (await this.texts.lock(read.project, read.file)).get(stage.name);
    // a path with ${} in it is known by its place alone
    const locked = [...(entry?.deps ?? []), ...(entry?.outs ?? [])].find(({ path }) => path === text);
    if (locked?.content) return contentFacts(locked.content, "dvc.lock");
    const found = [...(stage?.deps ?? []), ...(stage?.outs ?? [])].find(({ path }) => path === text);
    if (found?.target.kind !== "local") return [];
    const target = found.target.path;
    for (const { file, content } of await this.texts.dvcFilesAt(read.project, [target])) {
      const out = content.outs.find(({ path }) => joinPath(joinPath(folderOf(file), content.wdir), path) === target);
      if (out?.content) return contentFacts(out.content, file);
    }
    return [];
  }
}

interface Asked {
  readonly text: string;
  readonly read: ReadPipeline;
  readonly range: vscode.Range;
}

function entryFacts(file: DvcFile, [section, place = ""]: readonly string[]): readonly string[] {
  const index = Number(place.slice(1, -1));
  const content = section === "outs" ? file.outs[index]?.content : file.deps[index]?.content;
  return content ? contentFacts(content) : [];
}

function contentFacts({ md5, size, nfiles, isexec, legacy }: Content, from?: string): readonly string[] {
  const { t } = vscode.l10n;
  return [
    `md5 ${md5}`,
    ...(size === undefined ? [] : [formatBytes(size)]),
    ...(nfiles === undefined ? [] : [nfiles === 1 ? t("1 file") : t("{0} files", formatCount(nfiles))]),
    ...(isexec ? [t("executable")] : []),
    ...(legacy ? [t("hashed by DVC 2")] : []),
    ...(from === undefined ? [] : [t("from {0}", from)]),
  ];
}

function facts(parts: readonly string[], range: vscode.Range): vscode.Hover | undefined {
  return parts.length === 0 ? undefined : words(parts.join(" · "), range);
}

function words(text: string | undefined, range: vscode.Range): vscode.Hover | undefined {
  return text === undefined ? undefined : new vscode.Hover(new vscode.MarkdownString().appendText(text), range);
}

function value(name: string, is: Value, file: string | undefined, range: vscode.Range, ran?: string): vscode.Hover {
  const { t } = vscode.l10n;
  const text = new vscode.MarkdownString();
  text.appendCodeblock(`${name}: ${pythonJson(is).slice(0, 500)}`, "yaml");
  if (file !== undefined) text.appendText(t("from {0}", file));
  if (ran !== undefined) text.appendText(` · ${t("the last run had {0}", ran.slice(0, 200))}`);
  return new vscode.Hover(text, range);
}

function rangeIn(
  document: vscode.TextDocument,
  { from, to }: { readonly from: number; readonly to: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}
