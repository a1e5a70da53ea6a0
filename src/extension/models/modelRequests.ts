import { type ModelDetail, type Moved, readModelDetail, readMoved } from "../../shared/modelDetail";
import { type ModelSummary, readModels, type Stage } from "../../shared/models";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { ModelChoice } from "./modelChoice";

const own = "/api/tidemark/v1/models";
const mlflow = "/api/2.0/mlflow";

/** The acts on models that the runtime knows. */

export async function listModels(runtime: FolderRuntime): Promise<readonly ModelSummary[]> {
  const { models } = await (await runtime.door()).get(own, readModels);
  return models.filter(({ kind }) => kind === "model");
}

export async function getDetail({ runtime, model }: ModelChoice): Promise<ModelDetail> {
  return (await runtime.door()).get(`${own}/${encodeURIComponent(model)}`, readModelDetail);
}

export type Version = Required<ModelChoice>;

export interface Promotion {
  readonly stage: Stage;
  readonly alias?: string;
  readonly comment: string;
  readonly force: boolean;
}

export async function promote(of: Version, promotion: Promotion): Promise<Moved> {
  return (await of.runtime.door()).post(`${pathOf(of)}/promote`, promotion, readMoved);
}

export async function sayVerdict(of: Version, word: "approve" | "reject", comment: string): Promise<void> {
  await (await of.runtime.door()).post(`${pathOf(of)}/${word}`, { comment }, nothing);
}

export async function rollBack({ runtime, model }: ModelChoice): Promise<Moved> {
  return (await runtime.door()).post(`${own}/${encodeURIComponent(model)}/rollback`, {}, readMoved);
}

export async function setAlias({ runtime, model, version }: Version, alias: string): Promise<void> {
  const body = { name: model, alias, version: String(version) };
  await (await runtime.door()).post(`${mlflow}/registered-models/alias`, body, nothing);
}

/** All of a model, or one version. */
export async function deleteModel({ runtime, model, version }: ModelChoice): Promise<void> {
  const [what, body] =
    version === undefined
      ? ["registered-models", { name: model }]
      : ["model-versions", { name: model, version: String(version) }];
  await (await runtime.door()).bytes("DELETE", `${mlflow}/${what}/delete`, body);
}

export async function createModel(runtime: FolderRuntime, name: string): Promise<void> {
  await (await runtime.door()).post(`${mlflow}/registered-models/create`, { name }, nothing);
}

export interface NewVersion {
  readonly name: string;
  readonly source: string;
  readonly run_id: string;
  readonly model_id?: string;
}

export async function createVersion(runtime: FolderRuntime, asked: NewVersion): Promise<void> {
  await (await runtime.door()).post(`${mlflow}/model-versions/create`, asked, nothing);
}

function pathOf({ model, version }: Version): string {
  return `${own}/${encodeURIComponent(model)}/versions/${version}`;
}

function nothing(): undefined {
  return undefined;
}
