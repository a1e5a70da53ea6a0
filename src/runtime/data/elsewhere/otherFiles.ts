import { isInside } from "../../../core/dvc/dirObject";
import type { Content } from "../../../core/dvc/entries";
import { folderOf } from "../../../core/dvc/pipeline/paths";
import { ApiError } from "../../../shared/apiError";
import { objectOf, readFolderObject } from "../remotes/cacheObjects";
import type { Tally } from "../remotes/tally";
import { bringContent } from "./bringContent";
import type { OtherOut, OtherProject } from "./otherProject";
import { type Elsewhere, isDvcsOwn, type OtherRepository, originOf } from "./otherRepository";

/** A file of another repository: of git, or of an output. */
export interface OtherFile {
  /** Below the path that was asked for; "" is a single file itself. */
  readonly relpath: string;
  readonly source:
    | { readonly kind: "git"; readonly blob: string; readonly path: string }
    | { readonly kind: "data"; readonly content: Content; readonly out: OtherOut; readonly project: OtherProject };
}

export interface OtherFiles {
  readonly isFolder: boolean;
  readonly files: readonly OtherFile[];
  /** The one output that the path is, with nothing beside it. */
  readonly exact: { readonly out: OtherOut; readonly project: OtherProject } | undefined;
}

/** What lies at a path of another repository, as dvc sees it: git's files before data, what dvc keeps for itself left out. */
export async function otherFiles(elsewhere: Elsewhere, other: OtherRepository, path: string): Promise<OtherFiles> {
  const found = await filesAt(elsewhere, other, path);
  for (const { relpath } of found.files) refuseOutside(relpath, other.revision.url);
  return found;
}

/** A commit may name its files as it likes; ours are not its to choose, nor is what git runs here. */
function refuseOutside(relpath: string, url: string): void {
  if (relpath === "" || (isInside(relpath) && !/(?:^|[\\/])\.git(?:[\\/]|$)/i.test(relpath))) return;
  throw new ApiError(
    "INVALID_STATE",
    `${url}: ${JSON.stringify(relpath)} is no path inside a folder; nothing was taken from there`,
  );
}

async function filesAt(elsewhere: Elsewhere, other: OtherRepository, path: string): Promise<OtherFiles> {
  const { tree, revision } = other;
  const own = tree.entry(path);
  if (own?.kind === "file")
    return {
      isFolder: false,
      files: [{ relpath: "", source: { kind: "git", blob: own.blob, path } }],
      exact: undefined,
    };
  const project = await other.projectOf(path);
  const outs = project?.outs ?? [];
  const above = outs.find((out) => path === out.path || path.startsWith(`${out.path}/`));
  if (project && above) {
    const below = path.slice(above.path.length + 1);
    const files = await filesOfOut(elsewhere, other, { out: above, project, below });
    if (files.length > 0 || below === "") {
      const isFolder = files[0]?.relpath !== "";
      return { isFolder, files, exact: below === "" ? { out: above, project } : undefined };
    }
  }
  const files = new Map<string, OtherFile>();
  for (const out of outs.filter((each) => path === "" || each.path.startsWith(`${path}/`)))
    for (const file of await filesOfOut(elsewhere, other, { out, project: project as OtherProject, below: "" })) {
      const relpath = [inside(out.path, path), file.relpath].filter(Boolean).join("/");
      files.set(relpath, { ...file, relpath });
    }
  for (const entry of own?.kind === "folder" ? gitFiles(other, project, path) : []) {
    const relpath = inside(entry.path, path);
    files.set(relpath, { relpath, source: { kind: "git", blob: entry.blob, path: entry.path } });
  }
  if (files.size === 0)
    throw new ApiError("RESOURCE_DOES_NOT_EXIST", `${revision.url}: has no ${path} in ${revision.commit.slice(0, 7)}`);
  return { isFolder: true, files: [...files.values()], exact: undefined };
}

/** Files of git below a folder, as dvc walks them: without what is ignored, and without projects of their own. */
function* gitFiles(other: OtherRepository, project: OtherProject | undefined, folder: string) {
  const open = [folder];
  for (let each = open.pop(); each !== undefined; each = open.pop())
    for (const entry of other.tree.inside(each)) {
      const name = entry.path.slice(folderOf(entry.path).length).replace(/^\//, "");
      const isFolder = entry.kind === "folder";
      if (entry.kind === "submodule" || name === ".dvc" || (isFolder && name === ".git") || isDvcsOwn(entry.path))
        continue;
      if (project?.rules.ignores(inside(entry.path, project.folder), isFolder)) continue;
      if (!isFolder) yield entry;
      else if (other.tree.entry(`${entry.path}/.dvc`)?.kind !== "folder") open.push(entry.path);
    }
}

interface Part {
  readonly out: OtherOut;
  readonly project: OtherProject;
  /** Inside the output; "" is all of it. */
  readonly below: string;
}

/** The files of an output, or of what is inside of it; for a folder its list is fetched. */
export async function filesOfOut(elsewhere: Elsewhere, other: OtherRepository, part: Part): Promise<OtherFile[]> {
  const { out, project, below } = part;
  const { content } = out;
  const { url } = other.revision;
  if (content === undefined)
    throw new ApiError("INVALID_STATE", `${url}: ${out.from} says of no version of ${out.path}`);
  if (!content.md5.endsWith(".dir"))
    return below === "" ? [{ relpath: "", source: { kind: "data", content, out, project } }] : [];
  const object = objectOf(content, `${url}: ${out.path}`);
  if (readFolderObject(object, elsewhere.places) === undefined)
    refuse(await fetchOut(elsewhere, other, { ...part, list: true }), url);
  const list = readFolderObject(object, elsewhere.places);
  if (!list) throw new ApiError("INVALID_STATE", `${url}: the list of the files of ${out.path} could not be had`);
  const start = `${object.label}/`;
  return list.files.flatMap(({ md5, label }) => {
    const relpath = label.slice(start.length);
    if (below !== "" && relpath !== below && !relpath.startsWith(`${below}/`)) return [];
    const file = { md5, ...(content.legacy ? { legacy: true } : {}) };
    return [
      {
        relpath: below === "" ? relpath : inside(relpath, below),
        source: { kind: "data" as const, content: file, out, project },
      },
    ];
  });
}

/** The output's objects, or only the list of its files, into the cache; what was imported itself comes from where it was. */
export async function fetchOut(
  elsewhere: Elsewhere,
  other: OtherRepository,
  { out, project, list }: { readonly out: OtherOut; readonly project: OtherProject; readonly list?: boolean },
): Promise<Tally> {
  const { url } = other.revision;
  const content = out.content as Content;
  if (out.origin)
    return bringContent(elsewhere, { origin: originOf(out.origin), path: out.origin.path, content, label: out.path });
  // of a folder without files only its list is fetched
  const object = objectOf(content, `${url}: ${out.path}`);
  return other.fetch(project, out, [list ? { ...object, below: "\0" } : object]);
}

function refuse({ troubles }: Tally, url: string): void {
  const [first] = troubles;
  if (first)
    throw new ApiError("INVALID_STATE", first.why.startsWith(url) ? first.why : `${first.label}: ${first.why}`);
}

function inside(path: string, folder: string): string {
  if (folder === "") return path;
  return path === folder ? "" : path.slice(folder.length + 1);
}
