import { integer, list, object, optional, type Reader, string, text } from "../../shared/readers";

export interface Version {
  readonly version: string;
  readonly stage: string;
  readonly status: string;
  readonly run: string;
  readonly source: string;
  readonly description: string;
  readonly created: number;
}

export interface Alias {
  readonly alias: string;
  readonly version: string;
}

export interface Model {
  readonly name: string;
  readonly description: string;
  readonly updated: number;
  readonly aliases: readonly Alias[];
  /** The newest version of each stage. */
  readonly latest: readonly Version[];
}

interface WireVersion {
  readonly version: string;
  readonly current_stage: string;
  readonly status: string;
  readonly run_id: string;
  readonly source: string;
  readonly description: string;
  readonly creation_timestamp: number;
}

const readWireVersion = object<WireVersion>({
  version: text,
  current_stage: optional(string, "None"),
  status: optional(string, ""),
  run_id: optional(string, ""),
  source: optional(string, ""),
  description: optional(string, ""),
  creation_timestamp: optional(integer, 0),
});

/** A version as MLflow's protocol prints it. */
export const readVersion: Reader<Version> = (value, at) => {
  const wire = readWireVersion(value, at);
  return {
    version: wire.version,
    stage: wire.current_stage,
    status: wire.status,
    run: wire.run_id,
    source: wire.source,
    description: wire.description,
    created: wire.creation_timestamp,
  };
};

interface WireModel {
  readonly name: string;
  readonly description: string;
  readonly last_updated_timestamp: number;
  readonly aliases: Alias[];
  readonly latest_versions: Version[];
}

const readWireModel = object<WireModel>({
  name: string,
  description: optional(string, ""),
  last_updated_timestamp: optional(integer, 0),
  aliases: optional(list(object<Alias>({ alias: string, version: text })), []),
  latest_versions: optional(list(readVersion), []),
});

export const readModel: Reader<Model> = (value, at) => {
  const wire = readWireModel(value, at);
  return {
    name: wire.name,
    description: wire.description,
    updated: wire.last_updated_timestamp,
    aliases: wire.aliases,
    latest: wire.latest_versions,
  };
};

export function modelDocument(model: Model): Record<string, unknown> {
  return {
    name: model.name,
    description: model.description,
    last_updated_timestamp: model.updated,
    aliases: Object.fromEntries(model.aliases.map(({ alias, version }) => [alias, version])),
    latest_versions: model.latest.map(versionDocument),
  };
}

export function versionDocument(version: Version): Record<string, unknown> {
  return {
    version: version.version,
    current_stage: version.stage,
    status: version.status,
    run_id: version.run,
    source: version.source,
    description: version.description,
    creation_timestamp: version.created,
  };
}
