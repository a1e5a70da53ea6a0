import type { Running } from "../../runtime/running";

/** The tag that ties the runs a command logs to the command. */
export const launchTag = "tidemark.launch";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the user's own settings send runs; undefined when they leave it to us. */
export function addressOf(env: Environment): string | undefined {
  return env.MLFLOW_TRACKING_URI || undefined;
}

/** The user's environment with what makes an unmodified script log to the runtime, under this launch. */
export function launchEnvironment(env: Environment, { url, token }: Running, launch: string): Environment {
  return {
    ...env,
    MLFLOW_TRACKING_URI: url,
    MLFLOW_TRACKING_TOKEN: token,
    MLFLOW_RUN_CONTEXT: runContext(env.MLFLOW_RUN_CONTEXT, launch),
  };
}

/** MLflow takes tags for every run from this variable, as a JSON object; what the user put there stays. */
function runContext(given: string | undefined, launch: string): string {
  return JSON.stringify({ ...tagsIn(given ?? ""), [launchTag]: launch });
}

function tagsIn(text: string): object {
  try {
    const tags: unknown = JSON.parse(text || "{}");
    return typeof tags === "object" && tags !== null && !Array.isArray(tags) ? tags : {};
  } catch {
    return {}; // MLflow itself would find no tags in it
  }
}
