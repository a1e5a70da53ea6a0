import { readFile, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import * as vscode from "vscode";
import { readDvcFile } from "../../core/dvc/dvcFile";
import type { DvcFile, LockEntry } from "../../core/dvc/entries";
import { readLockFile } from "../../core/dvc/lockFile";
import { ValueFiles } from "../../core/dvc/pipeline/files/valueFile";
import type { Pipeline } from "../../core/dvc/pipeline/resolved";
import { resolvePipeline } from "../../core/dvc/pipeline/resolvePipeline";
import type { DataStates } from "../data/dataStates";
import type { DvcProject, DvcProjects } from "../data/dvcProjects";

/** A project's own files beside a document; more of them are not looked at. */
const most = 50;

export interface ReadPipeline {
  readonly project: DvcProject;
  /** From the project's root. */
  readonly file: string;
  readonly pipeline: Pipeline;
  readonly files: ValueFiles;
}

interface Kept<T> {
  readonly key: string;
  readonly value: Promise<T>;
}

/** DVC's files as they stand in editors, and on the disk where no editor has them. */
export class ProjectTexts {
  private readonly pipelines = new WeakMap<vscode.TextDocument, Kept<ReadPipeline>>();
  private readonly locks = new Map<string, Kept<ReadonlyMap<string, LockEntry>>>();

  constructor(
    private readonly projects: DvcProjects,
    private readonly states: DataStates,
  ) {}

  placeOf(document: vscode.TextDocument): { readonly project: DvcProject; readonly file: string } | undefined {
    const project = this.projects.find(document.uri);
    return project && { project, file: relative(project.root, document.uri.fsPath).split(sep).join("/") };
  }

  /** What a dvc.yaml in an editor stands for; read once until a text that it rests on changes. */
  async pipeline(document: vscode.TextDocument): Promise<ReadPipeline | undefined> {
    const place = this.placeOf(document);
    if (!place) return undefined;
    const key = `${document.version} ${this.versions(document)}`;
    const known = this.pipelines.get(document);
    if (known?.key === key) return known.value;
    const value = this.resolve(place.project, place.file, document.getText());
    this.pipelines.set(document, { key, value });
    return value;
  }

  /** The project's other pipelines, as far as the view knows them. */
  async others({ project, file }: ReadPipeline): Promise<readonly Pipeline[]> {
    const found = this.states.peek(project)?.pipeline?.pipelines ?? [];
    const names = found.map((each) => each.file).filter((name) => name !== file);
    const read = await Promise.all(
      names.slice(0, most).map(async (name) => {
        const text = await this.text(project, name);
        return text === undefined ? undefined : (await this.resolve(project, name, text)).pipeline;
      }),
    );
    return read.filter((each) => each !== undefined);
  }

  /** The .dvc files of what a pipeline depends on, or makes. */
  async dvcFilesAt(
    project: DvcProject,
    paths: readonly string[],
  ): Promise<readonly { readonly file: string; readonly content: DvcFile }[]> {
    const names = new Set(paths.flatMap((path) => [path, ...foldersAbove(path)]).map((path) => `${path}.dvc`));
    const found = await Promise.all(
      [...names].map(async (file) => {
        const text = await this.text(project, file);
        const content = text === undefined ? undefined : await readDvcFile(text, file).catch(() => undefined);
        return content && { file, content };
      }),
    );
    return found.filter((each) => each !== undefined);
  }

  /** What dvc.lock says of the stages of a dvc.yaml; nothing where it does not read. */
  async lock(project: DvcProject, file: string): Promise<ReadonlyMap<string, LockEntry>> {
    const name = join(dirname(file), "dvc.lock");
    const text = (await this.text(project, name)) ?? "";
    const path = join(project.root, name);
    const known = this.locks.get(path);
    if (known?.key === text) return known.value;
    const value = readLockFile(text, name).then(
      ({ stages }) => stages,
      () => new Map<string, LockEntry>(),
    );
    this.locks.set(path, { key: text, value });
    return value;
  }

  /** Undefined for what is not there, or is no text. */
  async text(project: DvcProject, file: string): Promise<string | undefined> {
    const path = join(project.root, file);
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "file" && uri.fsPath === path);
    return open?.getText() ?? readFile(path, "utf8").catch(() => undefined);
  }

  exists(project: DvcProject, path: string): Promise<boolean> {
    return stat(join(project.root, path)).then(
      () => true,
      () => false,
    );
  }

  private async resolve(project: DvcProject, file: string, text: string): Promise<ReadPipeline> {
    const files = new ValueFiles((name) => this.text(project, name));
    return { project, file, files, pipeline: await resolvePipeline({ file, text, files, root: project.root }) };
  }

  /** Files of values in editors, and a time after which the disk is looked at again. */
  private versions(document: vscode.TextDocument): string {
    const open = vscode.workspace.textDocuments.filter((each) => each !== document && each.uri.scheme === "file");
    return [...open.map(({ uri, version }) => `${uri.path}:${version}`), Math.floor(Date.now() / 2000)].join(" ");
  }
}

function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) folders.push(path.slice(0, cut));
  return folders;
}
