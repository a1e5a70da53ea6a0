import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";

export interface Loaded<T> {
  readonly exports: T;
  /** Keeps what V8 compiled for the next time, where it is not kept yet. */
  keep(): void;
}

/**
 * Another file of dist/, as `require` would load it. Reading half a megabyte of JavaScript is a third of a short command's
 * time; V8 takes what it made of it the last time in a millisecond, and refuses what another version made. It makes only
 * what runs, so that each `use` has its own.
 */
export function loadCompiled<T>(name: string, use: string): Loaded<T> {
  const path = join(__dirname, `${name}.js`);
  const { mtimeMs, size } = statSync(path);
  // esbuild escapes what is not ASCII; as UTF-8 it would be read in hundreds of small pieces
  const source = readFileSync(path, "latin1");
  const folder = cacheFolder();
  const version = `${name}-${size}-${mtimeMs}-${process.versions.v8}-${process.arch}`;
  const kept: Kept = { folder, version, place: join(folder, `${version}.${use}`) };
  const cachedData = readKept(kept.place);
  const head = "(function (exports, require, module, __filename, __dirname) {";
  const script = new Script(`${head}${source}\n})`, { filename: path, columnOffset: -head.length, cachedData });
  const module = { exports: {} };
  (script.runInThisContext() as Wrapper)(module.exports, requireLate, module, path, __dirname);
  const isKept = cachedData !== undefined && script.cachedDataRejected === false;
  return {
    exports: module.exports as T,
    keep: () => {
      if (!isKept) keep(kept, script.createCachedData());
    },
  };
}

/** Node's own modules that take milliseconds to load, and that a short command does not call. */
const late = /^(?:node:)?(?:child_process|crypto|dgram|https?|net|readline|stream|tls|tty|worker_threads|zlib)$/;

/** These are loaded when something of them is asked for. What lies in dist/ is found from here as well. */
const requireLate = Object.assign(
  (name: string): unknown => {
    if (!late.test(name)) return require(name);
    const load = () => require(name) as Record<PropertyKey, unknown>;
    return new Proxy(
      {},
      {
        get: (_, key) => load()[key],
        // an `await import` copies what there is
        ownKeys: () => Reflect.ownKeys(load()),
        getOwnPropertyDescriptor: (_, key) => ({ value: load()[key], enumerable: true, configurable: true }),
      },
    );
  },
  { resolve: require.resolve, cache: require.cache, extensions: require.extensions, main: require.main },
);

type Wrapper = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

interface Kept {
  readonly folder: string;
  /** What every name of this version begins with. */
  readonly version: string;
  readonly place: string;
}

/** Of this user alone: what lies there is run. */
function cacheFolder(): string {
  const home = process.platform === "win32" ? process.env.LOCALAPPDATA : process.env.XDG_CACHE_HOME;
  return join(home || join(homedir(), ".cache"), "tidemark");
}

/**
 * V8 believes what it is given: half a file, or one that rotted, must not come to it. So it is kept twice, and both are the
 * same: that is told faster than a hash, for which node would load all of its cryptography.
 */
function readKept(place: string): Buffer | undefined {
  try {
    const bytes = readFileSync(place);
    const half = bytes.length / 2;
    const data = bytes.subarray(0, half);
    return half > 0 && data.equals(bytes.subarray(half)) ? data : undefined;
  } catch {
    return undefined; // the first time
  }
}

/** In the place of what other versions left. */
function keep({ folder, version, place }: Kept, data: Buffer): void {
  const fresh = `${place}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(fresh, Buffer.concat([data, data]), { mode: 0o600 });
    const [bundle = ""] = version.split("-");
    for (const other of readdirSync(folder).filter((each) => each.startsWith(`${bundle}-`)))
      if (!other.startsWith(version)) rmSync(join(folder, other), { force: true });
    renameSync(fresh, place);
  } catch {
    rmSync(fresh, { force: true }); // a read-only home: the next start takes as long as this one
  }
}
