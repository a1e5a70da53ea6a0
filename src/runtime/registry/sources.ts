import { invalid } from "../../shared/apiError";

/**
 * What a model version may point at. We never open a source ourselves, but whoever loads the version does: so a source
 * may lie only where its run or logged model keeps its files, or in a store that the user's own credentials open.
 */

/** Schemes that name the host to connect to. */
const hostAddressed = [
  "ftp",
  "sftp",
  "hdfs",
  "viewfs",
  "http",
  "https",
  "r2",
  "b2",
  "abfss",
  "smb",
  "cifs",
  "nfs",
  "afp",
];

/** A prompt has no files; clients send one of these words for its source. */
const promptSources = ["dummy-source", "prompt-template"];

export interface Origin {
  readonly source: string;
  readonly run_id: string;
  readonly model_id: string;
  /** Artifact addresses of the run and the logged model; undefined when there is no such. */
  readonly runLocation: string | undefined;
  readonly modelLocation: string | undefined;
}

export function checkPromptSource(source: string): void {
  if (!promptSources.includes(source))
    invalid(`Invalid prompt source: '${shown(source)}'. Prompt sources must use an MLflow placeholder.`);
}

export function checkSourceHost(source: string): void {
  const scheme = schemeOf(source);
  if (hostAddressed.includes(scheme) || (scheme === "mlflow-artifacts" && authorityOf(source) !== ""))
    invalid(`'source' cannot use the '${scheme}' scheme: it names a host, and only the host of this runtime is used`);
}

export function checkSource(origin: Origin): void {
  const { source, model_id } = origin;
  const idName = model_id === "" ? "run_id" : "model_id";
  if (isLocal(source)) {
    checkLocal(origin, idName);
    return;
  }
  checkNoClimbing(source);
  const scheme = schemeOf(source);
  const asked = model_id === "" ? ofRun(origin, scheme) : ofModel(origin, scheme);
  if (asked !== "fine") refuseOrigin(source, asked);
}

type Verdict = "fine" | "run_id" | "model_id";

function ofRun({ source, run_id, runLocation }: Origin, scheme: string): Verdict {
  switch (scheme) {
    case "runs":
      return authorityOf(source) === "" && run_id !== "" && firstPart(source) === run_id ? "fine" : "run_id";
    case "models":
      return authorityOf(source) === "" && partsOf(source).length === 2 ? "fine" : "model_id";
    case "mlflow-artifacts":
      return runLocation !== undefined && isWithin(source, runLocation) ? "fine" : "run_id";
    default:
      return "fine";
  }
}

function ofModel({ source, model_id, modelLocation }: Origin, scheme: string): Verdict {
  switch (scheme) {
    case "runs":
      return "model_id";
    case "models": {
      const parts = partsOf(source);
      return authorityOf(source) === "" && (parts.length === 2 || parts[0] === model_id) ? "fine" : "model_id";
    }
    case "mlflow-artifacts":
      return modelLocation !== undefined && isWithin(source, modelLocation) ? "fine" : "model_id";
    default:
      return "fine";
  }
}

/** A path of this machine or a share: only inside the files of the run or model, and only if those are local too. */
function checkLocal({ source, runLocation, modelLocation }: Origin, idName: "run_id" | "model_id"): void {
  const root = idName === "run_id" ? runLocation : modelLocation;
  const path = localPath(source);
  const isInside =
    path !== undefined && root !== undefined && isLocal(root) && isBelow(path, localPath(root) ?? undefined);
  if (!isInside)
    invalid(
      `Invalid model version source: '${shown(source)}'. To use a local path as a model version source, the ${idName} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${idName}.`,
    );
}

/** No scheme, `file:`, a drive letter, or a share: with slashes of either kind. */
function isLocal(source: string): boolean {
  const scheme = schemeOf(source);
  return scheme === "" || scheme === "file" || scheme.length === 1;
}

/** Absolute and without anything that another reader could take for a step elsewhere; undefined otherwise. */
function localPath(source: string): string | undefined {
  const found = /^(?:file:(?:\/\/(?:localhost)?(?=\/))?)?(\/(?!\/).*)$/is.exec(source)?.[1];
  if (found === undefined || spellings(found).some(isUnsafe)) return undefined;
  return found.replace(/\/{2,}/g, "/").replace(/\/$/, "");
}

function isUnsafe(path: string): boolean {
  return /[\0\\]/.test(path) || path.split("/").some((part) => part === ".." || part === ".");
}

function isBelow(path: string, root: string | undefined): boolean {
  return root !== undefined && root !== "" && (path === root || path.startsWith(`${root}/`));
}

function checkNoClimbing(source: string): void {
  const path = pathOf(source);
  const isBad =
    spellings(source).some((each) => /\0/.test(each) || each.split(/[/\\]/).includes("..")) ||
    spellings(path).some((each) => !each.startsWith("/") || each.includes("\\") || each.split("/").includes("."));
  if (isBad)
    invalid(
      `Invalid model version source: '${shown(source)}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
    );
}

/** The text as it is and as those read it who decode it once, twice… Ten times over is no honest spelling. */
function spellings(text: string): string[] {
  const found = [text];
  for (let round = 0; round < 10; round++) {
    const last = found.at(-1) as string;
    const decoded = last.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (decoded === last) return found;
    found.push(decoded);
  }
  return [...found, "\0"];
}

function isWithin(source: string, root: string): boolean {
  const own = partsOf(root);
  const parts = partsOf(source);
  return (
    schemeOf(source) === schemeOf(root) &&
    authorityOf(source) === authorityOf(root) &&
    own.length > 0 &&
    own.every((part, i) => part === parts[i])
  );
}

function firstPart(source: string): string | undefined {
  return partsOf(source)[0];
}

function partsOf(uri: string): string[] {
  return pathOf(uri)
    .split("/")
    .filter((part) => part !== "")
    .map((part) => spellings(part).at(-1) as string);
}

export function schemeOf(uri: string): string {
  return /^\s*([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase() ?? "";
}

function authorityOf(uri: string): string {
  return (/^[^:/]+:\/\/([^/?#]*)/.exec(uri)?.[1] ?? "").toLowerCase();
}

/** What follows scheme and host, without query and fragment. */
function pathOf(uri: string): string {
  return uri.replace(/^\s*[a-z][a-z0-9+.-]*:(\/\/[^/?#]*)?/i, "").replace(/[?#].*$/s, "");
}

export function refuseOrigin(source: string, idName: "run_id" | "model_id"): never {
  return invalid(
    `Invalid model version source: '${shown(source)}'. The ${idName} request parameter must identify the resource that contains the source.`,
  );
}

export function shown(source: string): string {
  return source.slice(0, 300);
}
