import { tmpdir } from "node:os";
import { compareText } from "../../../core/dvc/compareText";
import { folderOf } from "../../../core/dvc/pipeline/paths";
import { notFound } from "../../../shared/apiError";
import type { WorkOptions } from "../repository";
import { inLooseElsewhere } from "./looseElsewhere";
import { filesOfOut } from "./otherFiles";
import type { OtherOut, OtherProject, Overrides } from "./otherProject";
import { type Elsewhere, type OtherRepository, openOther } from "./otherRepository";

export interface ListAsked extends Overrides {
  readonly url: string;
  readonly path: string;
  readonly rev?: string | undefined;
  readonly recursive: boolean;
  readonly dvcOnly: boolean;
  /** Where the command was typed. */
  readonly folder: string;
}

/** As `dvc list --json` has it. */
export interface Listed {
  /** It, or a folder around it, is an output. */
  readonly isout: boolean;
  readonly isdir: boolean;
  readonly isexec: boolean;
  readonly size: number | null;
  readonly md5: string | null;
  readonly path: string;
}

/** What lies in a folder of another repository: files of git and data together. */
export function listOther(asked: ListAsked, options: WorkOptions): Promise<Listed[]> {
  const { url, rev, config, remote } = asked;
  return inLooseElsewhere(tmpdir(), [asked.folder], options, async (elsewhere) => {
    const other = await openOther(elsewhere, { url, asked: { rev }, config, remote });
    const folder = other.pathOf(asked.path);
    const project = await other.projectOf(folder);
    const found = new Map<string, Listed>();
    if (!asked.dvcOnly) for (const each of gitEntries(other, project, folder, asked)) found.set(each.path, each);
    for (const each of await dataEntries(elsewhere, other, { ...asked, project, folder }))
      found.set(each.path, { ...each, isexec: found.get(each.path)?.isexec ?? each.isexec });
    if (found.size === 0 && folder !== "" && other.tree.entry(folder)?.kind !== "folder")
      notFound(`${other.revision.url}: ${asked.path}`);
    return [...found.values()].sort((a, b) => compareText(a.path, b.path));
  });
}

function* gitEntries(
  other: OtherRepository,
  project: OtherProject | undefined,
  folder: string,
  { recursive }: ListAsked,
): Generator<Listed> {
  const own = other.tree.entry(folder);
  if (own?.kind === "file") return yield { ...plain, isexec: own.isExec, size: own.size ?? null, path: nameOf(folder) };
  for (const open = [folder]; open.length > 0; )
    for (const { path, kind, isExec, size } of other.tree.inside(open.pop() as string)) {
      const name = nameOf(path);
      const isdir = kind !== "file";
      if (name === ".dvc" || project?.rules.ignores(below(path, project.folder), isdir)) continue;
      if (recursive && kind === "folder") {
        if (other.tree.entry(`${path}/.dvc`)?.kind !== "folder") open.push(path);
      } else if (!recursive || !isdir)
        yield { ...plain, isdir, isexec: isExec, size: size ?? null, path: below(path, folder) };
    }
}

const plain = { isout: false, isdir: false, isexec: false, size: null, md5: null } as const;

interface Data {
  readonly project: OtherProject | undefined;
  readonly folder: string;
  readonly recursive: boolean;
}

async function dataEntries(
  elsewhere: Elsewhere,
  other: OtherRepository,
  { project, folder, recursive }: Data,
): Promise<Listed[]> {
  const found = new Map<string, Listed>();
  for (const out of project?.outs ?? []) {
    const isAbove = folder === out.path || folder.startsWith(`${out.path}/`);
    if (!isAbove && folder !== "" && !out.path.startsWith(`${folder}/`)) continue;
    const isdir = out.content?.md5.endsWith(".dir") === true;
    if (!isAbove && !recursive) {
      const [name = "", ...more] = below(out.path, folder).split("/");
      if (more.length > 0) found.set(name, found.get(name) ?? { ...plain, isdir: true, path: name });
      else found.set(name, { ...outEntry(out), isdir, path: name });
    } else if (!isdir) found.set(out.path, { ...outEntry(out), path: below(out.path, folder) || nameOf(out.path) });
    else
      for (const each of await inside(elsewhere, other, { out, project: project as OtherProject, folder, recursive }))
        found.set(each.path, each);
  }
  return [...found.values()];
}

/** What lies in a folder that is an output, from the folder that is listed. */
async function inside(
  elsewhere: Elsewhere,
  other: OtherRepository,
  { out, project, folder, recursive }: Data & { readonly out: OtherOut; readonly project: OtherProject },
): Promise<Listed[]> {
  const part = folder.startsWith(`${out.path}/`) ? folder.slice(out.path.length + 1) : "";
  const start = below(out.path, folder);
  const found = new Map<string, Listed>();
  for (const { relpath, source } of await filesOfOut(elsewhere, other, { out, project, below: part })) {
    const md5 = source.kind === "data" ? source.content.md5 : null;
    const path = [folder.startsWith(out.path) ? "" : start, relpath].filter(Boolean).join("/") || nameOf(folder);
    const cut = recursive ? -1 : path.indexOf("/");
    if (cut < 0) found.set(path, { ...plain, isout: true, md5, path });
    else found.set(path.slice(0, cut), { ...plain, isout: true, isdir: true, path: path.slice(0, cut) });
  }
  return [...found.values()];
}

function outEntry({ content }: OtherOut): Listed {
  return { ...plain, isout: true, size: content?.size ?? null, md5: content?.md5 ?? null, path: "" };
}

function nameOf(path: string): string {
  return path.slice(folderOf(path).length).replace(/^\//, "");
}

function below(path: string, folder: string): string {
  if (folder === "") return path;
  return path === folder ? "" : path.slice(folder.length + 1);
}
