const farEnough = 2000;

/** Whether a text calls itself a deployment of ours; looks at its top alone. */
export function isDeploymentText(text: string): boolean {
  const top = text.slice(0, farEnough);
  return /^apiVersion:\s*["']?tidemark\//m.test(top) && /^kind:\s*["']?Deployment\b/m.test(top);
}

/** `metadata.name`, as far as it can be read without a parser. */
export function nameIn(text: string): string | undefined {
  const lines = text.slice(0, farEnough).split(/\r?\n/);
  const at = lines.findIndex((line) => line.startsWith("metadata:"));
  const [, inline] = /[{,]\s*name:\s*["']?([\w.-]+)/.exec(lines[at] ?? "") ?? [];
  if (at < 0 || inline !== undefined) return inline;
  let depth: number | undefined;
  for (const line of lines.slice(at + 1)) {
    const [, indent = "", rest = ""] = /^([ \t]*)(.*)$/.exec(line) ?? [];
    if (rest === "" || rest.startsWith("#")) continue;
    if (indent === "") return undefined; // the next key at the top
    depth ??= indent.length;
    const [, name] = /^name:\s*["']?([\w.-]+)/.exec(rest) ?? [];
    if (name !== undefined && indent.length === depth) return name;
  }
  return undefined;
}
