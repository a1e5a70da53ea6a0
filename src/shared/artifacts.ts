import { boolean, integer, list, object, optional, string } from "./readers";

/** Files that a run logged, as MLflow's listing prints them. */
export interface ArtifactFile {
  /** Below the run's folder. */
  readonly path: string;
  readonly is_dir: boolean;
  /** Bytes; 0 for folders and empty files. */
  readonly file_size: number;
}

export interface ArtifactListing {
  /** The address of the run's files. */
  readonly root_uri: string;
  readonly files: readonly ArtifactFile[];
}

export const readArtifactListing = object<ArtifactListing>({
  root_uri: optional(string, ""),
  files: optional(
    list(object<ArtifactFile>({ path: string, is_dir: optional(boolean, false), file_size: optional(integer, 0) })),
    [],
  ),
});

export function artifactListRoute(run: string, path: string): string {
  const below = path === "" ? "" : `&path=${escaped(path)}`;
  return `/api/2.0/mlflow/artifacts/list?run_id=${escaped(run)}${below}`;
}

/** Where a file's bytes are; undefined when the run keeps its files elsewhere than here. */
export function artifactFileRoute(rootUri: string, path: string): string | undefined {
  const place = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/s.exec(rootUri)?.[1]?.replace(/\/+$/, "");
  return place === undefined ? undefined : storedFileRoute(`${place}/${path}`);
}

/** The same for a file that is named by its place in the whole store. */
export function storedFileRoute(place: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts/${place.split("/").map(escaped).join("/")}`;
}

/** Two dots in a row are refused in a route, though a name may hold them. */
function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll("..", "%2E%2E");
}

/** 200 rows of a table, as GET /api/tidemark/v1/runs/{id}/table-head?path= tells them. */
export interface TableHead {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly string[])[];
  /** All rows of the file. */
  readonly total: number;
}

export const readTableHead = object<TableHead>({
  columns: list(object<TableHead["columns"][number]>({ name: string, type: string })),
  rows: list(list(string)),
  total: integer,
});
