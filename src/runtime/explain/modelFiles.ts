import { ApiError, notFound } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Registry } from "../registry/registry";
import { findOnnx, type ModelFile, type ModelPlaces, Refusal } from "../serving/serving";
import { getInWorkspace } from "../tables/tables";
import type { Tracking } from "../tracking/tracking";
import type { LogHead } from "./log/logLines";

export interface ModelRooms {
  readonly tracking: Tracking;
  readonly registry: Registry;
  readonly models: ModelPlaces;
  /** What runs under a name. */
  readonly rollouts: { find(name: string): { readonly models: Readonly<Record<string, ModelFile>> } | undefined };
}

/** A model's file, and where it comes from. */
export interface FoundModel {
  readonly file: ModelFile;
  readonly title: string;
  readonly run: string | undefined;
}

export function createModelFiles(
  { places }: Pick<Kernel, "places">,
  { tracking, registry, models, rollouts }: ModelRooms,
) {
  async function onnxIn(place: string, address: string) {
    try {
      return await findOnnx(place, address);
    } catch (error) {
      if (error instanceof Refusal)
        throw new ApiError(error.status === 404 ? "RESOURCE_DOES_NOT_EXIST" : "INVALID_PARAMETER_VALUE", error.message);
      throw error;
    }
  }
  async function find(address: string): Promise<FoundModel> {
    if (!/^(models|runs):/i.test(address)) {
      const onnx = await onnxIn(getInWorkspace(places.workspace, address), address);
      getInWorkspace(places.workspace, onnx.path, address); // a folder may hold a link
      const name = address.replace(/^.*[\\/]/, "");
      return { file: { name: name.replace(/\.onnx$/i, ""), version: "1", ...onnx }, title: name, run: undefined };
    }
    const { name, version, path, registered } = await models.find(address);
    const onnx = await onnxIn(path, address);
    const run = registered
      ? registry.versions.get(registered.name, registered.version).run_id
      : /^runs:\/+([^/]+)/i.exec(address)?.[1];
    return {
      file: { name, version, ...onnx },
      title: registered ? `${name} v${version}` : name,
      run: run && tracking.runs.find(run) ? run : undefined,
    };
  }
  return {
    find,
    /** The model that made a logged prediction, by what the log says of it. */
    async ofLog({
      endpoint,
      variant,
      model,
      version,
    }: Pick<LogHead, "endpoint" | "variant" | "model" | "version">): Promise<FoundModel> {
      const served = rollouts.find(endpoint)?.models[variant];
      const title = `${model} v${version}`;
      if (served?.name === model && served.version === version) {
        const run = /^\d+$/.test(version) ? registry.versions.find(model, Number(version))?.run_id : undefined;
        return { file: served, title, run: run && tracking.runs.find(run) ? run : undefined };
      }
      if (registry.models.find(model) !== undefined) return find(`models:/${model}/${version}`);
      return notFound(`The model '${model}' version ${version}, which answered as ${endpoint}/${variant},`);
    },
  };
}
