import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, isAbsolute } from "node:path";
import { launchTag } from "../../../shared/launch";
import type { DataVersion } from "../../../shared/provenance";
import type { Kernel } from "../../kernel/kernel";
import type { Cell, Op } from "../../kernel/store/change";
import { placeOf } from "../artifacts/artifactPath";
import type { Artifacts } from "../artifacts/artifacts";
import { limits } from "../limits";
import type { Runs } from "../runs";
import { collections, parentTag, runsOf, runsTable, tagCell } from "../store";
import { readDataVersions } from "./dataVersions";
import { type GitFacts, readGitFacts } from "./gitFacts";
import type { Launches } from "./launches";
import { findPeerProcess, type PeerProcess } from "./peerProcess";
import { type ProvenanceDoc, provenanceTags } from "./provenanceDoc";
import { isPython, readStarted, shownCommand } from "./pythonCommand";
import { type PythonFacts, readPythonFacts } from "./pythonFacts";
import { createAllowance, createRecent } from "./recent";
import { readScriptLine } from "./scriptLine";

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

interface Gathered {
  readonly doc: ProvenanceDoc;
  readonly patch: string | undefined;
  readonly packages: readonly string[];
}

/** Runs waiting to be looked at; a sweep that starts more at once is not followed run by run. */
const longestQueue = 200;
/** Each reads the system's table of connections and of open files, which may be long. */
const looksPerSecond = 5;

export function createProvenance(kernel: Kernel, { runs, artifacts, launches }: Rooms) {
  const { store, log, places } = kernel;
  const recentPeer = createRecent<PeerProcess | undefined>(kernel.clock, 10_000);
  const mayLook = createAllowance(kernel.clock, looksPerSecond);
  const recentGit = createRecent<GitFacts | undefined>(kernel.clock, 1500);
  const recentData = createRecent<DataVersion[]>(kernel.clock, 1500);
  const recentPython = createRecent<PythonFacts>(kernel.clock, 30_000);
  let line: Promise<void> = Promise.resolve();
  let waiting = 0;

  /** What the client said stays; only what is missing is added. */
  const addTags = (run: string, ordinal: number, tags: ReadonlyMap<string, string>): Op => {
    const cells: Record<string, Cell> = {};
    for (const [key, value] of tags)
      if (value.length <= limits.tagValue && runsOf(store).text(tagCell + key, ordinal) === undefined)
        cells[tagCell + key] = value;
    return { do: "set", table: runsTable, id: run, cells };
  };

  /** Returns where it is in the artifact store; nothing when the run's files are kept elsewhere. */
  const addFile = async (run: string, name: string, text: string | undefined, isShown: boolean) => {
    const place = placeOf(runs.get(run).artifact_uri);
    if (place === undefined || text === undefined) return undefined;
    const path = `${isShown ? place : place.replace(/\/artifacts$/, "")}/tidemark/${name}`;
    await artifacts.write(path, Buffer.from(text));
    return path;
  };

  const gather = async ({ argv, cwd, executable, pid }: Source, run: string, isNested: boolean): Promise<Gathered> => {
    const started = readStarted(argv, cwd);
    const script = started.script;
    const folder = await firstFolder([script === undefined ? "" : dirname(script), cwd, places.workspace]);
    const [git, data, line, python] = await Promise.all([
      recentGit(`${folder} ${isNested}`, () => readGitFacts(folder, !isNested)),
      recentData(places.workspace, () => readDataVersions(places.workspace)),
      script === undefined ? undefined : readScriptLine(script).catch(() => undefined),
      executable !== undefined && isPython(executable)
        ? recentPython(executable, () => readPythonFacts(executable))
        : undefined,
    ]);
    const doc: ProvenanceDoc = {
      command: shownCommand(argv),
      cwd,
      host: hostname(),
      ...known({ pid, launch: runs.tag(run, launchTag), ...started, line }),
      ...known({ commit: git?.commit, branch: git?.branch, remote: git?.remote, dirty: git?.isDirty }),
      ...known({ python: python?.executable, packages: python?.packages.length, python_version: python?.version }),
      data,
    };
    return { doc, patch: git?.patch, packages: python?.packages ?? [] };
  };

  /**
   * A run that was started through us gets it as tags and artifacts. Of any other run it is only kept beside: whoever
   * logs to us as to any server finds in a run what was put there, and nothing else.
   */
  const look = async (run: string, source: Source | undefined) => {
    if (!source) return;
    const isNested = runs.tag(run, parentTag) !== undefined;
    const isOurs = runs.tag(run, launchTag) !== undefined;
    const { doc, patch, packages } = await gather(source, run, isNested);
    // the runs nested in one share its files; a sweep of hundreds would only repeat them
    const list = isNested || packages.length === 0 ? undefined : `${packages.join("\n")}\n`;
    const patch_path = await addFile(run, "uncommitted.patch", patch, isOurs);
    const packages_path = await addFile(run, "packages.txt", list, isOurs);
    const ordinal = runsOf(store).ordinal(run);
    if (ordinal === undefined) return; // purged meanwhile
    const whole: ProvenanceDoc = { ...doc, ...known({ patch_path, packages_path }) };
    const tags = isOurs ? [addTags(run, ordinal, provenanceTags(doc, places.workspace))] : [];
    await store.commit([...tags, { do: "put", in: collections.provenance, key: run, doc: whole }]);
    runs.announce(run);
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
    find: (run: string): Promise<ProvenanceDoc | undefined> => store.cold<ProvenanceDoc>(collections.provenance, run),

    /** To be called before the answer goes out: the client still waits then, so its process can be seen. */
    watch(peer: Peer | undefined): (run: string) => void {
      if (waiting >= longestQueue) return () => undefined;
      const seen =
        peer && isHere(peer.address)
          ? recentPeer(String(peer.port), async () => (mayLook() ? findPeerProcess(peer.port) : undefined))
          : undefined;
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

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only the fields that have a value. */
function known<T extends object>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}

/** The last one is taken as it is. */
async function firstFolder(paths: readonly [...string[], string]): Promise<string> {
  for (const path of paths) {
    const found = path === "" ? undefined : await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return path;
  }
  return paths.at(-1) ?? "";
}
