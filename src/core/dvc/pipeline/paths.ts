import type { Target } from "./resolved";

const address = /^(?:s3|gs|azure|abfs|abfss|adl|ssh|hdfs|webhdfs|webdav|webdavs|https?|oss|gdrive|remote|dvc|ds):\/\//;

export function isAddress(path: string): boolean {
  return address.test(path);
}

/** `..` and `.` taken out; "" is the folder itself. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  const isRooted = path.startsWith("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !isRooted) parts.push(part);
  }
  return (isRooted ? "/" : "") + parts.join("/");
}

/** Below a folder, both from the project's root. */
export function joinPath(folder: string, path: string): string {
  return normalPath(path.startsWith("/") || folder === "" ? path : `${folder}/${path}`);
}

export function folderOf(file: string): string {
  const cut = file.lastIndexOf("/");
  return cut === -1 ? "" : file.slice(0, cut);
}

/** How a path is written from a folder; both from the project's root. */
export function relativePath(folder: string, path: string): string {
  const [from, to] = [partsOf(folder), partsOf(path)];
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

export function partsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

/** `root` is the project's folder, for paths that are written from the machine's root into it. */
export function targetOf(path: string, wdir: string, root?: string): Target {
  if (isAddress(path)) return { kind: "foreign", url: path };
  if (root !== undefined && (path === root || path.startsWith(`${root}/`)))
    return { kind: "local", path: normalPath(path.slice(root.length + 1)) };
  return { kind: "local", path: joinPath(wdir, path) };
}

/** As dvc.lock names it: as written, but what is written from the machine's root into the project. */
export function lockPath(path: string, wdir: string, root?: string): string {
  if (root === undefined || !path.startsWith(`${root}/`)) return path;
  return relativePath(wdir, normalPath(path.slice(root.length + 1)));
}
