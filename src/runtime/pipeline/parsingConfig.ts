import type { ParsingConfig } from "../../core/dvc/pipeline/templating/toText";
import type { ProjectFiles } from "../data/data";

/** How `${}` writes maps and lists into commands, by the project's settings. */
export function parsingOf({ setting }: ProjectFiles): ParsingConfig {
  const [bool, list] = [setting("parsing", "bool"), setting("parsing", "list")];
  return {
    ...(bool === "boolean_optional" || bool === "store_true" ? { bool } : {}),
    ...(list === "append" || list === "nargs" ? { list } : {}),
  };
}
