import { basename, dirname, join } from "node:path";
import { invalid, notFound } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Registry } from "../registry/registry";
import { appendToUri, joinPath, ownPlace, type Tracking } from "../tracking/tracking";

/** Where a model lies that was registered or logged. */
export interface ModelPlace {
  /** As it was asked for. */
  readonly address: string;
  readonly name: string;
  readonly version: string;
  /** Of a registered version. */
  readonly registered: { readonly name: string; readonly version: number } | undefined;
  /** Relative to the artifacts: a folder, or a file. */
  readonly place: string;
  readonly isFolder: boolean;
  /** The same on disk. */
  readonly path: string;
}

export type ModelPlaces = ReturnType<typeof createModelPlaces>;

/** Is it such an address, and not the path of a file? */
export function isModelAddress(model: string): boolean {
  return /^(models|runs):/i.test(model);
}

/** From `models:/NAME/VERSION`, `models:/NAME@ALIAS`, `models:/ID` and `runs:/ID/PATH` to what lies there. */
export function createModelPlaces({ places }: Pick<Kernel, "places">, tracking: Tracking, registry: Registry) {
  const { artifacts, runs, loggedModels } = tracking;

  return {
    /** As `find`, of a model that is to answer requests: the workspace's rules may be against it. */
    async findToServe(address: string): Promise<ModelPlace> {
      const place = await this.find(address);
      if (place.registered) await registry.checkServing(place.registered);
      return place;
    },
    async find(address: string): Promise<ModelPlace> {
      const { location, ...named } = locate(address);
      const place = ownPlace(location);
      const isFolder = (await artifacts.list(place)).length > 0;
      if (isFolder) return { address, ...named, place, isFolder, path: await artifacts.folder(place) };
      const folder = dirname(place) === "." ? "" : dirname(place);
      const isFile = (await artifacts.list(folder)).some(({ name, isFolder: no }) => !no && name === basename(place));
      if (!isFile) return notFound(`${address}: '${join(places.artifacts, place)}', where its files should be,`);
      return { address, ...named, place, isFolder, path: join(await artifacts.folder(folder), basename(place)) };
    },
  };

  function locate(address: string): Pick<ModelPlace, "name" | "version" | "registered"> & { location: string } {
    const [, run, below = ""] = /^runs:\/+([^/]+)\/?(.*)$/is.exec(address) ?? [];
    if (run !== undefined) return ofRun(run, below);
    const uri = registry.resolve.parse(address);
    if (uri === undefined)
      return invalid(`${address}: expected models:/NAME/VERSION, models:/NAME@ALIAS or runs:/ID/PATH`);
    if (uri.by === "id") {
      const model = loggedModels.find(uri.id) ?? notFound(`Logged model '${uri.id}'`);
      return { name: model.name || uri.id, version: "1", registered: undefined, location: model.artifact_uri };
    }
    const doc = registry.resolve.version(uri);
    const { name, version } = doc;
    return { name, version: String(version), registered: { name, version }, location: registry.resolve.location(doc) };
  }

  function ofRun(
    id: string,
    below: string,
  ): Pick<ModelPlace, "name" | "version" | "registered"> & { location: string } {
    const { artifact_uri } = runs.get(id);
    const path = below.replace(/\/+$/, "");
    const name = basename(path) || id;
    // MLflow 3 keeps a model that a run logged beside the run, under the name that it was logged with
    const own = [...loggedModels.all()].filter(
      (each) => each.source_run_id === id && each.name === path && each.lifecycle === "active",
    );
    const logged = own.sort((a, b) => a.creation_timestamp_ms - b.creation_timestamp_ms).at(-1);
    const location = logged?.artifact_uri ?? (path === "" ? artifact_uri : appendToUri(artifact_uri, path));
    return { name: stem(name), version: "1", registered: undefined, location };
  }
}

function stem(name: string): string {
  return name.replace(/\.[a-z0-9]+$/i, "") || name;
}

/** Beside a model: in its folder, or next to its file. */
export function besideModel({ place, isFolder }: Pick<ModelPlace, "place" | "isFolder">, name: string): string {
  const folder = isFolder ? place : dirname(place) === "." ? "" : dirname(place);
  return joinPath(folder, name);
}
