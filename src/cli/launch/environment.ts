import type { Running } from "../../runtime/running";
import { runContext, runContextVariable } from "../../shared/launch";

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
    [runContextVariable]: runContext(env[runContextVariable], launch),
  };
}
