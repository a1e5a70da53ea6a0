import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface PythonFacts {
  readonly executable: string;
  readonly version?: string;
  /** `name==version`, sorted. */
  readonly packages: readonly string[];
}

const mostPackages = 5000;

/** Told from the folders of an interpreter; no Python is started for it. */
export async function readPythonFacts(executable: string): Promise<PythonFacts> {
  const prefix = dirname(dirname(executable));
  const settings = await readSettings(join(prefix, "pyvenv.cfg"));
  const base = settings.get("home");
  const own = await readLibrary(prefix);
  const sharesBase = settings.get("include-system-site-packages")?.toLowerCase() === "true";
  const shared = base && sharesBase ? await readLibrary(dirname(base)) : undefined;
  const names = new Map([...(shared?.packages ?? []), ...own.packages].map((each) => [each.split("==", 1)[0], each]));
  const version = settings.get("version_info") ?? settings.get("version") ?? own.version;
  return {
    executable,
    ...(version === undefined ? {} : { version: version.replace(/\.(final|alpha|beta|candidate)\.\d+$/, "") }),
    packages: [...names.values()].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
  };
}

/** Keys and values of a virtual environment's settings; none when it is no virtual environment. */
async function readSettings(path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const line of (await orNothing(readFile(path, "utf8")))?.split(/\r?\n/) ?? []) {
    const at = line.indexOf("=");
    if (at > 0) found.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return found;
}

interface Library {
  readonly version?: string;
  readonly packages: readonly string[];
}

async function readLibrary(prefix: string): Promise<Library> {
  const lib = join(prefix, "lib");
  const versions = ((await orNothing(readdir(lib))) ?? []).filter((name) => /^python3\.\d+t?$/.test(name));
  const folders = [
    ...versions.flatMap((name) => [join(lib, name, "site-packages"), join(lib, name, "dist-packages")]),
    join(prefix, "Lib", "site-packages"), // Windows
  ];
  const packages: string[] = [];
  for (const folder of folders) {
    for (const name of (await orNothing(readdir(folder))) ?? []) {
      const found = /^(.+?)-([^-]+)\.(dist-info|egg-info)$/.exec(name);
      if (found && packages.length < mostPackages) packages.push(`${found[1]?.replaceAll("_", "-")}==${found[2]}`);
    }
  }
  const [only] = versions;
  return { packages, ...(only !== undefined && versions.length === 1 ? { version: only.slice("python".length) } : {}) };
}

/** A folder or file that is not there, or not ours to read, has nothing to tell. */
async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch {
    return undefined;
  }
}
