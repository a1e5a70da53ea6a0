import { statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { invalid } from "../../../shared/apiError";

export interface Asked {
  /** In the other repository. */
  readonly path: string;
  /** What `-o` says. */
  readonly out?: string | undefined;
  /** Where the command was typed. */
  readonly folder: string;
}

/** Where a copy goes: to `out`, or by its own name into the folder that `out` is, or into the one it was asked in. */
export function placeAsked({ path, out, folder }: Asked): string {
  const given = out === undefined ? folder : resolve(folder, out);
  const isIn = out === undefined || statSync(given, { throwIfNoEntry: false })?.isDirectory();
  return isIn ? join(given, nameOf(path)) : given;
}

/** Of all of a repository only `-o` says what it is called here. */
function nameOf(path: string): string {
  const name = basename(path);
  if (name === "" || name === "." || name === "..")
    invalid(`'${path}' has no name of its own: name a place that is not there yet with -o`);
  return name;
}
