import * as vscode from "vscode";
import type { Runtimes } from "../runtime/runtimes";
import { findOwn, isEnabled, variablesOf } from "./folderEnvironment";
import { addressVariable } from "./ownAddress";

/** Python's debugger, by its new name and its old. */
const types = ["debugpy", "python"];

/** Tells debug sessions where runs go, unless the configuration or its file of variables says so. */
export function registerDebugEnvironment(runtimes: Runtimes, log: vscode.LogOutputChannel): vscode.Disposable {
  const provider: vscode.DebugConfigurationProvider = {
    async resolveDebugConfigurationWithSubstitutedVariables(folder, configuration) {
      const runtime = runtimes.find(folder?.uri);
      if (runtime === undefined || configuration.request !== "launch") return configuration;
      if (!vscode.workspace.isTrusted || !isEnabled(runtime.folder)) return configuration;
      const env: Record<string, string> = configuration.env ?? {};
      if (env[addressVariable] !== undefined) return configuration;
      const envFile = typeof configuration.envFile === "string" ? configuration.envFile : undefined;
      const own = await findOwn(runtime.folder, envFile);
      if (own) {
        log.info(`${configuration.name}: runs go to ${own.address}, as ${own.where} says`);
        return configuration;
      }
      try {
        await runtime.door();
      } catch {
        return configuration; // without a runtime the script runs as ever; why there is none stands in the log
      }
      return { ...configuration, env: { ...env, ...(await variablesOf(runtime)) } };
    },
  };
  return vscode.Disposable.from(
    ...types.map((type) => vscode.debug.registerDebugConfigurationProvider(type, provider)),
  );
}
