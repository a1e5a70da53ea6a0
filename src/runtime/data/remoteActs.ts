import { join } from "node:path";
import { invalid } from "../../shared/apiError";
import type { ActRequest, ActResult, DataAct } from "../../shared/data";
import { addRemote, type ConfigPlace, modifyRemote, removeRemote } from "./remotes/editRemotes";
import { schemeOf, unsupported } from "./remotes/openRemote";

const remoteActs = ["remote-add", "remote-modify", "remote-remove"] as const;
type RemoteAct = (typeof remoteActs)[number];
export type CommandAct = Exclude<DataAct, RemoteAct>;

export function isRemoteAct(act: DataAct): act is RemoteAct {
  return (remoteActs as readonly string[]).includes(act);
}

const schemes = ["", "file", "s3", "ssh", "http", "https", "remote"];

/**
 * Writes to the project's configuration, here: keys and addresses with passwords in them are no arguments of a process, which
 * all who use the machine could read.
 */
export function editRemote(root: string, asked: ActRequest & { readonly act: RemoteAct }): ActResult {
  const place: ConfigPlace = { dvcFolder: join(root, ".dvc"), level: asked.local ? "local" : "repo", folder: root };
  const file = asked.local ? ".dvc/config.local" : ".dvc/config";
  const name = word(asked.name, "name");
  switch (asked.act) {
    case "remote-add": {
      const url = word(asked.url, "url");
      addRemote(place, { name, url, isDefault: asked.isDefault, force: false });
      return done(schemes.includes(schemeOf(url)) ? `${name} is kept in ${file}` : unsupported({ url }, name));
    }
    case "remote-modify": {
      const option = word(asked.option, "option");
      modifyRemote(place, name, option, asked.to === "" ? undefined : asked.to);
      return done(asked.to ? `${name}: ${option} is kept in ${file}` : `${name}: ${option} is taken out of ${file}`);
    }
    case "remote-remove":
      removeRemote(place, name);
      return done(`${name} is taken out of ${file}`);
    default:
      return asked.act satisfies never;
  }
}

function done(message: string): ActResult {
  return { message, failed: [], changed: [] };
}

function word(value: string | undefined, at: string): string {
  return value === undefined || value === "" ? invalid(`${at}: missing`) : value;
}
