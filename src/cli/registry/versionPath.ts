import { type ModelDetail, readModelDetail } from "../../shared/modelDetail";
import { UsageError } from "../args";
import type { Door } from "../door";

export function modelPath(name: string): string {
  return `/api/tidemark/v1/models/${encodeURIComponent(name)}`;
}

export async function getDetail(door: Door, name: string): Promise<ModelDetail> {
  return readModelDetail(await door.call("GET", modelPath(name)), "reply");
}

/** The address of a version that the user calls `5`, `v5` or `@champion`. */
export async function versionPath(door: Door, name: string, word: string): Promise<string> {
  const [, number] = /^v?(\d+)$/i.exec(word) ?? [];
  if (number !== undefined) return `${modelPath(name)}/versions/${number}`;
  if (!word.startsWith("@")) throw new UsageError(`${word}: expected a version such as 5 or @champion`);
  const { versions } = await getDetail(door, name);
  const found = versions.find(({ aliases }) => aliases.includes(word.slice(1)));
  if (found === undefined)
    throw new UsageError(`${word}: ${name} has no such alias; \`tidemark registry show\` lists them`);
  return `${modelPath(name)}/versions/${found.version}`;
}
