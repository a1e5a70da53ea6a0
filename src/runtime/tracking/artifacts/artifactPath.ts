import { invalid } from "../../../shared/apiError";

/** Uploads on their way live here, in the same file system as the artifacts, so that a rename puts them in place. */
export const incomingFolder = ".incoming";

const longestName = 255;
const longestPath = 3000; // leaves room for the workspace's own path under the 4096 of Linux

/**
 * The folders and file name of a path below the artifact root; none for the root itself.
 * The path was percent-decoded once. Whatever it would mean to one who decodes again must be harmless too.
 */
export function readArtifactPath(path: string, at = "path"): string[] {
  const refuse = (why: string): never =>
    invalid(`${at}: Invalid path '${path.slice(0, 200).replaceAll("\0", "\\0")}': ${why}`);
  for (const spelling of spellings(path)) {
    if (spelling.includes("\0")) refuse("it holds a null byte");
    if (spelling.includes("\\")) refuse("it holds a backslash; folders are parted by '/'");
    if (spelling.startsWith("/")) refuse("it is absolute");
    if (/^[a-z]:(\/|$)/i.test(spelling)) refuse("it starts with a drive letter");
    if (/^file:/i.test(spelling)) refuse("it is a file address");
    if (spelling.split("/").includes("..")) refuse("it climbs with '..'");
  }
  // what follows is lost by clients, who take it for a fragment of the address
  if (path.includes("#")) refuse("it holds '#'");
  if (process.platform === "win32" && path.includes(":")) refuse("it holds ':'");
  if (Buffer.byteLength(path) > longestPath) refuse(`it is longer than ${longestPath} bytes`);
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (names.some((name) => Buffer.byteLength(name) > longestName))
    refuse(`one of its names is longer than ${longestName} bytes`);
  if (names[0]?.toLowerCase() === incomingFolder) refuse(`'${incomingFolder}' is for uploads on their way`);
  return names;
}

/** The path as it is, and as those read it who decode once more, twice more, and so on. */
function* spellings(path: string): Iterable<string> {
  let spelling = path;
  for (let round = 0; round < 10; round++) {
    yield spelling;
    const decoded = spelling.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded === spelling) return;
    spelling = decoded;
  }
  invalid("path: percent-encoded more than ten times over");
}

/** Where a run's, model's or trace's artifact address points in our store; undefined when it points elsewhere. */
export function placeOf(uri: string): string | undefined {
  const found = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/s.exec(uri);
  return found?.[1]?.replace(/\/+$/, "");
}

export function joinPath(root: string, path: string | undefined): string {
  return path === undefined || path === "" ? root : root === "" ? path : `${root}/${path}`;
}

/** On its own, before it is joined: a path that climbs out of its run is wrong even if it stays in the store. */
export function checkRelative<T extends string | undefined>(path: T): T {
  if (path !== undefined) readArtifactPath(path);
  return path;
}
