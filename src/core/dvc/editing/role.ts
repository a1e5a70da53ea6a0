/** What a text at a place of dvc's files speaks of. */
export type Role =
  | { readonly kind: "path"; readonly use: "dep" | "out" | "file" | "folder"; readonly stage?: string }
  /** A name in a params file. */
  | { readonly kind: "param"; readonly stage: string; readonly file?: string }
  | { readonly kind: "stage" }
  | { readonly kind: "command"; readonly stage: string };

const outs = ["outs", "metrics", "plots"];
const isItem = (part: string | undefined) => /^\[\d+\]$/.test(part ?? "");

/**
 * Of a text in dvc.yaml: `path` are the keys above and the place in a list, `key` is set where the text is a key itself
 * (`- model.pkl: {cache: false}`).
 */
export function roleAt(path: readonly string[], key?: string): Role | undefined {
  const [top, name, ...rest] = path;
  if (top === "stages" && name === undefined) return key === undefined ? undefined : { kind: "stage" };
  if (top === "stages" && name !== undefined) return inStage(name, rest[0] === "do" ? rest.slice(1) : rest, key);
  if (top === "artifacts" && rest.length === 1 && rest[0] === "path") return { kind: "path", use: "file" };
  if (outs.concat("params", "vars").includes(top ?? "") && isItem(name) && rest.length === 0)
    return { kind: "path", use: "file" };
  return undefined;
}

function inStage(stage: string, [section = "", ...rest]: readonly string[], key: string | undefined): Role | undefined {
  if (section === "wdir" && rest.length === 0) return { kind: "path", use: "folder", stage };
  if (section === "cmd") return { kind: "command", stage };
  if (!isItem(rest[0])) return undefined;
  if (rest.length === 1) {
    if (section === "deps" && key === undefined) return { kind: "path", use: "dep", stage };
    if (outs.includes(section)) return { kind: "path", use: "out", stage };
    if (section === "params")
      return key === undefined ? { kind: "param", stage } : { kind: "path", use: "file", stage };
    if (section === "vars" && key === undefined) return { kind: "path", use: "file", stage };
  }
  if (section === "params" && rest.length === 3 && isItem(rest[2])) {
    return { kind: "param", stage, ...(rest[1] !== undefined && { file: rest[1] }) };
  }
  return undefined;
}
