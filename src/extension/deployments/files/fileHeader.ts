const farEnough = 2000;

/** Whether a text calls itself a deployment of ours; looks at its top alone. */
export function isDeploymentText(text: string): boolean {
  const top = text.slice(0, farEnough);
  return /^apiVersion:\s*["']?tidemark\//m.test(top) && /^kind:\s*["']?Deployment\b/m.test(top);
}

/** `metadata.name`, as far as it can be read without a parser. */
export function nameIn(text: string): string | undefined {
  const [, inline, block] =
    /^metadata:[ \t]*(?:\{[^}\n]*?\bname:[ \t]*["']?([\w.-]+)|(?:#.*)?\r?\n(?:[ \t]+(?!name:).*\r?\n|[ \t]*\r?\n)*[ \t]+name:[ \t]*["']?([\w.-]+))/m.exec(
      text,
    ) ?? [];
  return inline ?? block;
}
