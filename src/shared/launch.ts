/** The tag that ties the runs a command logs to the command. */
export const launchTag = "tidemark.launch";

/** MLflow takes tags for every run from this variable, as a JSON object. */
export const runContextVariable = "MLFLOW_RUN_CONTEXT";

/** The variable's value with the launch in it; what the user put there stays. */
export function runContext(given: string | undefined, launch: string): string {
  return JSON.stringify({ ...tagsIn(given ?? ""), [launchTag]: launch });
}

/** The launch that the variable names. */
export function launchIn(context: string): string | undefined {
  const launch: unknown = Object.entries(tagsIn(context)).find(([key]) => key === launchTag)?.[1];
  return typeof launch === "string" ? launch : undefined;
}

function tagsIn(text: string): object {
  try {
    const tags: unknown = JSON.parse(text || "{}");
    return typeof tags === "object" && tags !== null && !Array.isArray(tags) ? tags : {};
  } catch {
    return {}; // MLflow itself would find no tags in it
  }
}
