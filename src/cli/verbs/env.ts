import { ensureRuntime } from "../../runtime/running";
import { UsageError } from "../args";
import { defineVerb } from "../verb";

const shells: readonly string[] = ["sh", "bash", "zsh", "fish", "powershell"];

export const env = defineVerb({
  usage: "[--shell sh|fish|powershell]",
  about: [
    "Starts a runtime if none is up; it ends by itself when nobody uses it for a quarter of an hour.",
    "",
    '  eval "$(tidemark env)"                       then python train.py',
    "  tidemark env --shell powershell | iex        on Windows",
  ].join("\n"),
  options: {
    shell: { kind: "text", value: "NAME", help: "sh (default; also bash, zsh), fish or powershell" },
  },
  async run({ workspace, json, options, out }) {
    const { shell = "sh" } = options;
    if (!shells.includes(shell)) throw new UsageError(`--shell: '${shell}' is none of ${shells.join(", ")}`);
    const variables = variablesOf(await ensureRuntime(workspace));
    if (json) out.document(variables);
    else for (const [name, value] of Object.entries(variables)) out.print(spell(shell, name, value));
    return 0;
  },
});

/** With these an unmodified MLflow script logs to the runtime. */
export function variablesOf({ url, token }: { url: string; token: string }): Readonly<Record<string, string>> {
  return { MLFLOW_TRACKING_URI: url, MLFLOW_TRACKING_TOKEN: token };
}

// neither an address nor a token of ours holds what a shell would read as more than text
function spell(shell: string, name: string, value: string): string {
  if (shell === "fish") return `set -gx ${name} '${value}'`;
  if (shell === "powershell") return `$env:${name} = '${value}'`;
  return `export ${name}='${value}'`;
}
