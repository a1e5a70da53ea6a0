import { invalid } from "../../../shared/apiError";

/** A page token says how many came before. */
export function writeToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString("base64");
}

export function readToken(token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  const text = Buffer.from(token.slice(0, 1000), "base64").toString("utf8");
  const offset = /^\s*\{\s*"offset"\s*:\s*"?(\d{1,15})"?\s*\}\s*$/.exec(text)?.[1];
  return offset === undefined ? invalid("Invalid page token: it is not one that a search answered") : Number(offset);
}
