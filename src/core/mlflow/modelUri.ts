/** What `models:/…` points at: a logged model, or a registered one by version, alias, stage, or its newest version. */
export type ModelUri =
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "version"; readonly name: string; readonly version: number }
  | { readonly by: "alias"; readonly name: string; readonly alias: string }
  | { readonly by: "stage"; readonly name: string; readonly stage: string }
  | { readonly by: "latest"; readonly name: string };

/** Undefined for what is no such address. */
export function parseModelUri(uri: string): ModelUri | undefined {
  const path = /^models:\/+([^?]*)$/i.exec(uri)?.[1];
  if (path === undefined) return undefined;
  const [name = "", suffix, ...more] = path.split("/");
  if (name.trim() === "" || more.length > 0) return undefined;
  if (suffix !== undefined) return bySuffix(name, suffix);
  const at = name.lastIndexOf("@");
  if (at < 0) return { by: "id", id: name };
  const alias = name.slice(at + 1);
  return alias.trim() === "" || at === 0 ? undefined : { by: "alias", name: name.slice(0, at), alias };
}

function bySuffix(name: string, suffix: string): ModelUri | undefined {
  if (suffix.trim() === "") return undefined;
  if (/^\d+$/.test(suffix)) return { by: "version", name, version: Number(suffix) };
  return suffix.toLowerCase() === "latest" ? { by: "latest", name } : { by: "stage", name, stage: suffix };
}
