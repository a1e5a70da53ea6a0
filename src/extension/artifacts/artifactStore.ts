import { type ArtifactFile, artifactFileRoute, artifactListRoute, readArtifactListing } from "../../shared/artifacts";
import { integer, object, optional, string } from "../../shared/readers";
import type { Door } from "../runtime/door";

/** More than this is not opened in the editor: it would have to be held in memory as a whole. */
export const largestOpened = 64 * 1024 * 1024;

const readLocation = object<{ artifact_uri: string; start_time: number }>({
  artifact_uri: string,
  start_time: optional(integer, 0),
});

/** What is directly in a folder of a run. */
export async function listArtifacts(door: Door, run: string, path: string): Promise<readonly ArtifactFile[]> {
  return (await door.get(artifactListRoute(run, path), readArtifactListing)).files;
}

/** The entry itself; undefined when there is none of that name. */
export async function findArtifact(door: Door, run: string, path: string): Promise<ArtifactFile | undefined> {
  if (path === "") return { path, is_dir: true, file_size: 0 };
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return (await listArtifacts(door, run, folder)).find((file) => file.path === path);
}

/** The route of a file's bytes. */
export async function routeOfArtifact(door: Door, run: string, path: string): Promise<string> {
  const { artifact_uri } = await door.get(`/api/tidemark/v1/runs/${encodeURIComponent(run)}`, readLocation);
  const route = artifactFileRoute(artifact_uri, path);
  if (route === undefined) throw new Error(`${artifact_uri}: kept outside of this workspace; open it there`);
  return route;
}

export async function readArtifact(door: Door, run: string, path: string): Promise<Uint8Array> {
  return door.bytes("GET", await routeOfArtifact(door, run, path));
}
