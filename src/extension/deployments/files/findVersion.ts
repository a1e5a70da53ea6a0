import type { ModelUri } from "../../../core/mlflow/modelUri";
import type { VersionSummary } from "../../../shared/models";

/** The version that an address means now. `versions`: newest first. */
export function findVersion(versions: readonly VersionSummary[], uri: ModelUri): VersionSummary | undefined {
  switch (uri.by) {
    case "version":
      return versions.find(({ version }) => version === uri.version);
    case "alias":
      return versions.find(({ aliases }) => aliases.includes(uri.alias));
    case "stage":
      return versions.find(({ stage }) => stage.toLowerCase() === uri.stage.toLowerCase());
    case "latest":
      return versions[0];
    case "id":
      return undefined;
    default:
      return uri satisfies never;
  }
}
