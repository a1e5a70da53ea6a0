import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, isAbsolute, relative, sep } from "node:path";
import type { Kernel } from "../../kernel/kernel";
import type { Cell } from "../../kernel/store/change";
import { placeOf } from "../artifacts/artifactPath";
import type { Artifacts } from "../artifacts/artifacts";
import { limits } from "../limits";
import type { Runs } from "../runs";
import { collections, parentTag, runsOf, runsTable, tagCell } from "../store";
import { type DataVersion, readDataVersions } from "./dataVersions";
import { type GitFacts, readGitFacts } from "./gitFacts";
import { type Launches, launchTag } from "./launches";
import { findPeerProcess, type PeerProcess } from "./peerProcess";
import { isPython, readStarted, shownCommand } from "./pythonCommand";
import { type PythonFacts, readPythonFacts } from "./pythonFacts";
import { createRecent } from "./recent";
import { readScriptLine } from "./scriptLine";

/** Where a run came from, as far as could be seen from here. */
export type ProvenanceDoc = {
  readonly command?: string;
  readonly cwd?: string;
  readonly host: string;
  readonly pid?: number;
  readonly launch?: string;
  /** Absolute; `line` is where it first speaks to the tracking. */
  readonly script?: string;
  readonly line?: number;
  readonly module?: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly remote?: string;
  readonly dirty?: boolean;
  readonly python?: string;
  readonly python_version?: string;
  readonly packages?: number;
  readonly data: readonly DataVersion[];
};

export interface Peer {
  readonly address: string;
  readonly port: number;
}

export type Provenance = ReturnType<typeof createProvenance>;

interface Rooms {
  readonly runs: Runs;
  readonly artifacts: Artifacts;
  readonly launches: Launches;
}

/** What was started, wherever that is known from. */
interface Source {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly executable?: string;
  readonly pid?: number;
}

/** Runs waiting to be looked at; a sweep that starts more at once is not followed run by run. */
const longestQueue = 200;

export function createProvenance(kernel: Kernel, { runs, artifacts, launches }: Rooms) {
  const { store, log, places } = kernel;
  const recentPeer = createRecent<PeerProcess | undefined>(kernel.clock, 10_000);
  const recentGit = createRecent<GitFacts | undefined>(kernel.clock, 1500);
  const recentData = createRecent<DataVersion[]>(kernel.clock, 1500);
  const recentPython = createRecent<PythonFacts>(kernel.clock, 30_000);
  let line: Promise<void> = Promise.resolve();
  let waiting = 0;

  /** What the client said stays; only what is missing is added. */
  const addTags = async (run: string, tags: ReadonlyMap<string, string>, doc: ProvenanceDoc) => {
    const ordinal = runsOf(store).ordinal(run);
    if (ordinal === undefined) return;
    const cells: Record<string, Cell> = {};
    for (const [key, value] of tags)
      if (value.length <= limits.tagValue && runsOf(store).text(tagCell + key, ordinal) === undefined)
        cells[tagCell + key] = value;
    await store.commit([
      { do: "set", table: runsTable, id: run, cells },
      { do: "put", in: collections.provenance, key: run, doc },
    ]);
    runs.announce(run);
  };

  const addArtifact = async (run: string, name: string, text: string) => {
    const place = placeOf(runs.get(run).artifact_uri);
    if (place !== undefined) await artifacts.write(`${place}/tidemark/${name}`, Buffer.from(text));
  };

  const look = async (run: string, source: Source | undefined) => {
    if (!source) return;
    const { argv, cwd, executable, pid } = source;
    const started = readStarted(argv, cwd);
    const isNested = runs.tag(run, parentTag) !== undefined;
    const folder = await firstFolder([
      started.script === undefined ? "" : dirname(started.script),
      cwd,
      places.workspace,
    ]);
    const [git, data, scriptLine, python] = await Promise.all([
      recentGit(`${folder} ${isNested}`, () => readGitFacts(folder, !isNested)),
      recentData(places.workspace, () => readDataVersions(places.workspace)),
      started.script === undefined ? undefined : readScriptLine(started.script).catch(() => undefined),
      executable !== undefined && isPython(executable)
        ? recentPython(executable, () => readPythonFacts(executable))
        : undefined,
    ]);
    const launch = runs.tag(run, launchTag);
    const doc: ProvenanceDoc = {
      command: shownCommand(argv),
      cwd,
      host: hostname(),
      ...(pid === undefined ? {} : { pid }),
      ...(launch === undefined ? {} : { launch }),
      ...started,
      ...(scriptLine === undefined ? {} : { line: scriptLine }),
      ...(git?.commit === undefined ? {} : { commit: git.commit }),
      ...(git?.branch === undefined ? {} : { branch: git.branch }),
      ...(git?.remote === undefined ? {} : { remote: git.remote }),
      ...(git === undefined ? {} : { dirty: git.isDirty }),
      ...(python === undefined ? {} : { python: python.executable, packages: python.packages.length }),
      ...(python?.version === undefined ? {} : { python_version: python.version }),
      data,
    };
    await addTags(run, tagsOf(doc, places.workspace), doc);
    // the runs nested in one share its files; a sweep of hundreds would only repeat them
    if (isNested) return;
    if (git?.patch !== undefined) await addArtifact(run, "uncommitted.patch", git.patch);
    if (python && python.packages.length > 0) await addArtifact(run, "packages.txt", `${python.packages.join("\n")}\n`);
  };

  const sourceOf = (run: string, peer: PeerProcess | undefined): Source | undefined => {
    if (peer && isPython(peer.executable)) return peer;
    const launch = launches.find(runs.tag(run, launchTag) ?? "");
    if (!launch) return undefined;
    const executable = launch.python ?? launch.command.find(isPython);
    return {
      argv: launch.command,
      cwd: launch.cwd,
      ...(executable !== undefined && isAbsolute(executable) ? { executable } : {}),
    };
  };

  return {
    find: (run: string): ProvenanceDoc | undefined => store.docs<ProvenanceDoc>(collections.provenance).get(run),

    /** To be called before the answer goes out: the client still waits then, so its process can be seen. */
    watch(peer: Peer | undefined): (run: string) => void {
      if (waiting >= longestQueue) return () => undefined;
      const seen =
        peer && isHere(peer.address) ? recentPeer(String(peer.port), () => findPeerProcess(peer.port)) : undefined;
      return (run) => {
        waiting++;
        line = line
          .then(async () => look(run, sourceOf(run, await seen)))
          .catch((error: unknown) => log.warn("where a run came from could not be told", { run, why: String(error) }))
          .finally(() => {
            waiting--;
          });
      };
    },

    /** Resolves when all that was watched is written down. */
    settled: (): Promise<void> => line,
  };
}

function isHere(address: string): boolean {
  return /^(::1|(::ffff:)?127\.)/.test(address);
}

/** The last one is taken as it is. */
async function firstFolder(paths: readonly [...string[], string]): Promise<string> {
  for (const path of paths) {
    const found = path === "" ? undefined : await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return path;
  }
  return paths.at(-1) ?? "";
}

/** MLflow's own names where it has some, so that its clients find them; ours beside. */
function tagsOf(doc: ProvenanceDoc, workspace: string): Map<string, string> {
  const tags = new Map<string, string>();
  const add = (key: string, value: string | number | boolean | undefined) => {
    if (value !== undefined && value !== "") tags.set(key, String(value));
  };
  add("mlflow.source.git.commit", doc.commit);
  add("mlflow.source.git.branch", doc.branch);
  add("mlflow.source.git.repoURL", doc.remote);
  add("mlflow.source.name", doc.script ?? doc.module);
  add("tidemark.source.path", doc.script === undefined ? undefined : inside(workspace, doc.script));
  add("tidemark.source.line", doc.line);
  add("tidemark.git.dirty", doc.dirty);
  add("tidemark.command", doc.command);
  add("tidemark.cwd", doc.cwd);
  add("tidemark.host", doc.host);
  add("tidemark.python.version", doc.python_version);
  if (doc.data.length > 0) add("tidemark.data", dataTag(doc.data));
  return tags;
}

function inside(workspace: string, path: string): string {
  const below = relative(workspace, path);
  return below.startsWith("..") || isAbsolute(below) ? path : below.split(sep).join("/");
}

/** As many as fit a tag, as whole JSON; the document has them all. */
function dataTag(data: readonly DataVersion[]): string {
  const parts: string[] = [];
  let length = 2;
  for (const { path, hash, size } of data) {
    const part = JSON.stringify({ path, hash, size });
    if (length + part.length + 1 > limits.tagValue) break;
    length += part.length + 1;
    parts.push(part);
  }
  return `[${parts.join(",")}]`;
}
