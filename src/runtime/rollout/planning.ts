import { stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { ModelSource } from "../../core/rollout/deployment";
import { firstError, readDeploymentFile } from "../../core/rollout/deploymentFile";
import { ApiError, invalid } from "../../shared/apiError";
import { findOnnx, type ModelPlaces, NeedsOnnx, type OpenModel, Refusal } from "../serving/serving";
import type { Plan } from "./gateway/plan";

export interface Applying {
  readonly text: string;
  /** Absolute, where the text was read; empty: nowhere, a model is served without a file. */
  readonly file: string;
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Undefined: the one that it had; an empty one takes it away. */
  readonly apiKey: string | undefined;
  readonly by: string;
}

/** Of a deployment: it names folders too. */
export const nameShape = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** What a deployment file comes to: checked, its models found. `planOf` is what runs under a name. */
export function createPlanning(workspace: string, models: ModelPlaces, planOf: (name: string) => Plan | undefined) {
  async function modelOf(variant: string, source: ModelSource, folder: string): Promise<Omit<OpenModel, "threads">> {
    try {
      if (source.from === "file") {
        const path = resolve(folder, source.path);
        return { name: variant, version: "1", ...(await findOnnx(path, path)) };
      }
      const place = await models.findToServe(source.text);
      return { name: place.name, version: place.version, ...(await findOnnx(place.path, source.text)) };
    } catch (error) {
      // whoever asks may convert it
      if (error instanceof NeedsOnnx) throw new ApiError("INVALID_STATE", `variant '${variant}': ${error.message}`);
      if (error instanceof Refusal) return invalid(`variant '${variant}': ${error.message}`);
      if (error instanceof ApiError) throw new ApiError(error.code, `variant '${variant}': ${error.message}`);
      throw error;
    }
  }

  async function planFor({ text, file, host, port, apiKey, by }: Applying): Promise<Plan> {
    const { deployment, findings } = readDeploymentFile(text);
    const shown = file === "" ? "" : inside(workspace, file);
    if (deployment === undefined) return invalid(firstError(findings, shown) ?? `${shown}: is no deployment`);
    const { name } = deployment;
    if (!nameShape.test(name)) return invalid(`${shown}: metadata.name '${name}': letters, digits, '-', '_' and '.'`);
    const found: Record<string, OpenModel> = {};
    for (const variant of deployment.variants) {
      const model = await modelOf(variant.name, variant.model, dirname(file));
      // of files nobody knows a version: each counts as its own
      const version = variant.model.from === "file" ? String(deployment.variants.indexOf(variant) + 1) : model.version;
      const { mtimeMs, size } = await stat(model.path);
      found[variant.name] = { ...model, version, threads: undefined, stamp: `${mtimeMs} ${size}` };
    }
    const before = planOf(name);
    return {
      deployment,
      text,
      file: shown,
      models: found,
      host: host ?? before?.host ?? "127.0.0.1",
      port: port ?? before?.port ?? 0,
      apiKey: apiKey === undefined ? before?.apiKey : apiKey || undefined,
      by,
      at: Date.now(),
    };
  }

  return planFor;
}

function inside(workspace: string, file: string): string {
  const path = relative(workspace, file);
  return path.startsWith("..") || isAbsolute(path) ? file : path;
}
