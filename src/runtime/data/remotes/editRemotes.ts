import { mkdirSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { Config, ConfigLevel } from "../../../core/dvc/config/config";
import {
  namedSection,
  removeSection,
  renameSection,
  setOption,
  unsetOption,
} from "../../../core/dvc/config/editConfig";
import { ApiError } from "../../../shared/apiError";
import { replaceFile } from "../files/replaceFile";
import { configLevels, configPath, pathOptions, readConfig, shownName, textOf } from "./configFiles";
import { checkOption } from "./remoteOptions";

/** One level of a project's configuration to write to; dvc's own is `repo`. */
export interface ConfigPlace {
  readonly dvcFolder: string;
  readonly level: ConfigLevel;
  /** What relative paths that are given start from. */
  readonly folder: string;
}

export interface NewRemote {
  readonly name: string;
  readonly url: string;
  readonly isDefault: boolean;
  readonly force: boolean;
}

export function addRemote(place: ConfigPlace, { name, url, isDefault, force }: NewRemote): void {
  checkName(name);
  const section = namedSection("remote", name);
  edit(place, (text, file) => {
    const isThere = readConfig(place.dvcFolder, [place.level]).section(section).size > 0;
    if (isThere && !force)
      throw wrong(`remote '${name.toLowerCase()}' already exists in ${file}; --force overwrites it`);
    let added = setOption(text, section, "url", written(place, "url", url), file);
    for (const option of isThere ? readConfig(place.dvcFolder, [place.level]).section(section).keys() : [])
      if (option !== "url") added = unsetOption(added, section, option, file) ?? added;
    return isDefault ? setOption(added, "core", "remote", name.toLowerCase(), file) : added;
  });
}

export function modifyRemote(place: ConfigPlace, name: string, option: string, value: string | undefined): void {
  const { dvcFolder, level } = place;
  const section = namedSection("remote", name);
  const seen = readConfig(dvcFolder, configLevels.slice(0, configLevels.indexOf(level) + 1));
  mustExist(seen, name);
  const key = option.toLowerCase();
  if (value === undefined) {
    edit(place, (text, file) => unsetOption(text, section, key, file) ?? text);
    return;
  }
  checkOption(key === "url" ? value : (seen.text(section, "url") ?? ""), key, value);
  edit(place, (text, file) => setOption(text, section, key, written(place, key, value), file));
}

/** With it goes where it is named as the usual one, up to the same level. */
export function removeRemote(place: ConfigPlace, name: string): void {
  const { dvcFolder, level } = place;
  mustExist(readConfig(dvcFolder, [level]), name);
  edit(place, (text, file) => removeSection(text, namedSection("remote", name), file) ?? text);
  for (const each of upFrom(level)) {
    if (readConfig(dvcFolder, [each]).text("core", "remote")?.toLowerCase() !== name.toLowerCase()) continue;
    edit({ ...place, level: each }, (text, file) => unsetOption(text, "core", "remote", file) ?? text);
  }
}

export function renameRemote(place: ConfigPlace, name: string, to: string): void {
  const { dvcFolder, level } = place;
  checkName(to);
  if (readConfig(dvcFolder).remotes.some((each) => each.toLowerCase() === to.toLowerCase()))
    throw wrong(`remote '${to}' already exists`);
  mustExist(readConfig(dvcFolder, [level]), name);
  renameOn(place, name, to);
  // dvc leaves the keys of this clone under the old name, and the project cannot be read after it
  if (level === "repo" && readConfig(dvcFolder, ["local"]).section(namedSection("remote", name)).size > 0)
    renameOn({ ...place, level: "local" }, name, to);
  for (const each of upFrom(level)) {
    if (readConfig(dvcFolder, [each]).text("core", "remote")?.toLowerCase() !== name.toLowerCase()) continue;
    edit({ ...place, level: each }, (text, file) => setOption(text, "core", "remote", to.toLowerCase(), file));
  }
}

function renameOn(place: ConfigPlace, name: string, to: string): void {
  const [before, after] = [namedSection("remote", name), namedSection("remote", to)];
  edit(place, (text, file) => {
    if (text.includes("#")) return renameSection(text, before, after, file) ?? text; // comments stay where they are
    const options = readConfig(place.dvcFolder, [place.level]).section(before);
    let moved = removeSection(text, before, file) ?? text;
    for (const [option, { value }] of options) moved = setOption(moved, after, option, value, file);
    return moved;
  });
}

/** Undefined: none is the usual one any more, on this level. */
export function setUsualRemote(place: ConfigPlace, name: string | undefined): void {
  if (name === undefined) {
    edit(place, (text, file) => unsetOption(text, "core", "remote", file) ?? text);
    return;
  }
  mustExist(readConfig(place.dvcFolder, configLevels.slice(0, configLevels.indexOf(place.level) + 1)), name);
  edit(place, (text, file) => setOption(text, "core", "remote", name.toLowerCase(), file));
}

/** The level, and those that come before it in the word. */
function upFrom(level: ConfigLevel): ConfigLevel[] {
  return configLevels.slice(configLevels.indexOf(level)).reverse();
}

function edit({ dvcFolder, level }: ConfigPlace, change: (text: string, file: string) => string): void {
  const path = configPath(level, dvcFolder);
  const before = textOf(path);
  const after = change(before, shownName(path, dvcFolder));
  if (after === before) return;
  mkdirSync(dirname(path), { recursive: true });
  // keys and passwords are written there
  replaceFile(path, after, level === "local" ? 0o600 : undefined);
}

/** A relative path is written as seen from the file. */
function written({ dvcFolder, level, folder }: ConfigPlace, option: string, value: string): string {
  if (!pathOptions.has(option) || /^\w+:\/\//.test(value) || isAbsolute(value) || /^~(\/|$)/.test(value)) return value;
  return relative(dirname(configPath(level, dvcFolder)), resolve(folder, value)) || ".";
}

function checkName(name: string): void {
  if (name.trim() === "" || /["\n]/.test(name)) throw wrong(`'${name}' is no name for a remote`);
}

function mustExist({ remotes }: Config, name: string): void {
  if (remotes.some((each) => each.toLowerCase() === name.toLowerCase())) return;
  throw new ApiError(
    "RESOURCE_DOES_NOT_EXIST",
    `remote '${name}' doesn't exist${remotes.length === 0 ? "" : `; there are ${remotes.join(", ")}`}`,
  );
}

function wrong(message: string): ApiError {
  return new ApiError("INVALID_PARAMETER_VALUE", message);
}
