import { existsSync } from "node:fs";
import { join } from "node:path";
import { readTableAddress, type TableAddress } from "../../core/frame/tableAddress";
import { invalid, notFound } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import { openTable } from "../tables/tables";
import { createLocations, ownPlace, type Tracking } from "../tracking/tracking";
import type { TablePlace } from "./thread/places";

/** From what a table is called to where it lies. Logged predictions are read from their log, with their requests. */
export function createTablePlaces(kernel: Kernel, tracking: Tracking) {
  const { workspace, home } = kernel.places;
  const root = join(home, "predictions");
  const { locationOfRun } = createLocations(kernel);
  const runs = {
    datasets: async (run: string) => {
      if (tracking.runs.find(run) === undefined) notFound(`Run '${run}'`);
      const doc = tracking.inputs.find(run);
      return doc ? tracking.inputs.datasetsOf(doc).map(({ dataset: { name, source } }) => ({ name, source })) : [];
    },
    artifact: (run: string, path: string) =>
      tracking.artifacts.readWhole(`${ownPlace(locationOfRun(run))}/${path}`.replace(/^\//, "")),
  };

  function predictions(address: string): TablePlace | undefined {
    if (!address.startsWith("predictions:")) return undefined;
    const found = read(address);
    if (found.kind !== "predictions") return undefined;
    const folder = join(root, found.endpoint);
    if (!existsSync(folder)) return notFound(`A prediction log of '${found.endpoint}'`);
    return { kind: "predictions", folder, place: address, from: found.from, to: found.to };
  }

  function read(address: string): TableAddress {
    try {
      return readTableAddress(address, Date.now(), () => false);
    } catch (error) {
      return invalid(`${address}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    root,
    async find(address: string): Promise<TablePlace> {
      const logged = predictions(address);
      if (logged !== undefined) return logged;
      const { path, version } = await openTable(address, { workspace, home, isOpen: false, runs });
      return { kind: "file", path, place: address, version };
    },
    logOf: (endpoint: string): TablePlace | undefined => predictions(`predictions:${endpoint}`),
  };
}
