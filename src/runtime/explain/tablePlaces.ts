import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { invalid, notFound } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { TablePlace } from "./thread/places";

/** From what a table is called to where it lies. */
export function createTablePlaces({ places }: Pick<Kernel, "places">) {
  const root = join(places.home, "predictions");

  function predictions(address: string): TablePlace {
    const [, endpoint = "", query = ""] = /^predictions:([^?]+)(?:\?(.*))?$/.exec(address) ?? [];
    const folder = join(root, endpoint);
    if (!/^[\w.-]+$/.test(endpoint)) return invalid(`${address}: expected predictions:ENDPOINT`);
    if (!existsSync(folder)) return notFound(`A prediction log of '${endpoint}'`);
    const asked = new URLSearchParams(query);
    const last = asked.get("last");
    const from = last === null ? instant(asked.get("from"), address) : Date.now() - duration(last, address);
    return { kind: "predictions", folder, place: address, from, to: instant(asked.get("to"), address) };
  }

  return {
    root,
    find(address: string): TablePlace {
      if (address.startsWith("predictions:")) return predictions(address);
      const path = resolve(places.workspace, address.replace(/^file:\/\//, ""));
      if (!existsSync(path)) return notFound(`The table '${address}'`);
      return { kind: "file", path, place: address };
    },
  };
}

const units: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3 };

function duration(text: string, address: string): number {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return count === undefined
    ? invalid(`${address}: last=${text}; expected one as 30m, 24h or 7d`)
    : Number(count) * (units[unit] ?? 0);
}

function instant(text: string | null, address: string): number | undefined {
  if (text === null) return undefined;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(at) ? invalid(`${address}: '${text}' is no time`) : at;
}
