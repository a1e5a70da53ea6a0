import { lstatSync } from "node:fs";

/** An object of the cache that was not what its name says. */
export interface RottenObject {
  readonly md5: string;
  /** Where it lay, and lies now; absolute. */
  readonly path: string;
  readonly aside: string;
  /** Whose it is: from the project's root, or absolute. */
  readonly label?: string;
  wanted?: string;
  /** The remote that it was fetched again from. */
  from?: string;
}

/** What was set aside as long as a project is open. */
export interface RottenLog {
  readonly all: readonly RottenObject[];
  add(object: RottenObject): void;
  has(md5: string): boolean;
  wantedAs(md5: string, path: string): void;
  /** What is there again came from this remote. */
  lookAgain(remote: string): void;
}

export function createRottenLog(): RottenLog {
  const all: RottenObject[] = [];
  return {
    all,
    add: (object) => void all.push(object),
    has: (md5) => all.some((each) => each.md5 === md5),
    wantedAs(md5, path) {
      for (const each of all) if (each.md5 === md5) each.wanted ??= path;
    },
    lookAgain(remote) {
      for (const each of all)
        if (each.from === undefined && lstatSync(each.path, { throwIfNoEntry: false })) each.from = remote;
    },
  };
}
