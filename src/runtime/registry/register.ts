import { invalid } from "../../shared/apiError";
import type { Kernel } from "../kernel/kernel";
import type { Tracking } from "../tracking/tracking";
import type { Actor } from "./audit";
import { checkModelName, checkSourceLength } from "./checks";
import type { Models } from "./models";
import type { Resolve } from "./resolve";
import { checkPromptSource, checkSource, checkSourceHost, refuseOrigin, schemeOf, shown } from "./sources";
import { isPrompt, type Pair, type VersionDoc } from "./store";
import type { Versions } from "./versions";

export interface Registration {
  readonly name: string;
  readonly source: string;
  /** Undefined: not said. Empty: said to be none. */
  readonly run_id: string | undefined;
  readonly model_id: string | undefined;
  readonly run_link: string;
  readonly description: string;
  readonly tags: readonly Pair[];
}

interface Lineage {
  readonly source: string;
  readonly run_id: string;
  readonly model_id: string;
  readonly storage_location: string;
}

const versionsTag = "mlflow.modelVersions";

/** Makes a version of what a run, a logged model or another version holds. */
export function createRegister(
  { store }: Kernel,
  tracking: Tracking,
  { models, versions, resolve }: { models: Models; versions: Versions; resolve: Resolve },
) {
  return async function register(asked: Registration, by: Actor): Promise<VersionDoc> {
    checkSourceLength(asked.source);
    checkSourceLength(asked.run_link, "run_link");
    if (isPrompt(asked)) {
      checkPromptSource(asked.source);
      checkModelName(asked.name);
      const { source, run_id = "", model_id = "" } = asked;
      return versions.create({ ...asked, source, storage_location: source, run_id, model_id }, by);
    }
    checkSourceHost(asked.source);
    const lineage = lineageOf(asked);
    checkSource({ ...lineage, ...locationsOf(lineage) });
    const doc = await versions.create({ ...asked, ...withRun(lineage) }, by);
    if (lineage.model_id !== "") await noteOnModel(lineage.model_id, doc);
    return doc;
  };

  /** Another registered version brings its run and logged model along. */
  function lineageOf(asked: Registration): Lineage {
    const { source, run_id = "", model_id = "" } = asked;
    const plain = { source, run_id, model_id, storage_location: source };
    if (schemeOf(source) !== "models") return plain;
    if (/^[^:]+:\/\/[^/]/.test(source))
      invalid(
        `Invalid model version source: '${shown(source)}'. Registered model sources must use the active model registry.`,
      );
    const uri = resolve.parse(source) ?? refuseOrigin(source, "model_id");
    if (uri.by === "id") return { ...plain, storage_location: modelOf(uri.id)?.artifact_uri ?? source };
    if (isPrompt(models.get(uri.name)))
      invalid(
        `Invalid model version source: '${shown(source)}'. Prompt versions cannot be used as model version sources.`,
      );
    const of = resolve.version(uri);
    const differs =
      (asked.run_id !== undefined && run_id !== of.run_id) ||
      (asked.model_id !== undefined && model_id !== (of.model_id ?? ""));
    if (differs)
      invalid(
        `Invalid model version source: '${shown(source)}'. The run_id and model_id request parameters must match the referenced model version.`,
      );
    return {
      source: `models:/${of.name}/${of.version}`,
      run_id: of.run_id,
      model_id: of.model_id ?? "",
      storage_location: of.storage_location,
    };
  }

  function modelOf(id: string) {
    const found = tracking.loggedModels.find(id);
    return found?.lifecycle === "deleted" ? undefined : found;
  }

  function locationsOf({ run_id, model_id }: Lineage) {
    return {
      runLocation: tracking.runs.find(run_id)?.artifact_uri,
      modelLocation: modelOf(model_id)?.artifact_uri,
    };
  }

  function withRun(lineage: Lineage): Lineage {
    return { ...lineage, run_id: lineage.run_id || (modelOf(lineage.model_id)?.source_run_id ?? "") };
  }

  /** As MLflow does, the logged model says in a tag which versions were made of it. */
  function noteOnModel(id: string, { name, version }: VersionDoc): Promise<void> {
    return store.exclusive([`${versionsTag}:${id}`], async () => {
      const model = modelOf(id);
      if (!model) return;
      const noted = readNoted(model.tags.find(({ key }) => key === versionsTag)?.value);
      const isNoted = noted.some((each) => each.name === name && each.version === version);
      const all = isNoted ? noted : [...noted, { name, version }];
      await tracking.loggedModels.setTags(id, [{ key: versionsTag, value: pythonJson(all) }]);
    });
  }
}

type Noted = { readonly name: string; readonly version: number };

/** A tag is anybody's to write: what is no list of versions counts as none. */
function readNoted(value: string | undefined): Noted[] {
  try {
    const parsed: unknown = JSON.parse(value ?? "[]");
    return Array.isArray(parsed) ? parsed.filter(isNote) : [];
  } catch {
    return [];
  }
}

function isNote(value: unknown): value is Noted {
  return typeof value === "object" && value !== null && "name" in value && "version" in value;
}

/** With the spaces that Python's json puts, so that both stores hold the same text. */
function pythonJson(noted: readonly Noted[]): string {
  const items = noted.map(({ name, version }) => `{"name": ${asciiJson(name)}, "version": ${JSON.stringify(version)}}`);
  return `[${items.join(", ")}]`;
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
