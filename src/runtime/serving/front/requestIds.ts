import { randomBytes } from "node:crypto";

/** The client's own where it can stand in a header and a log, else a new one. */
export function createRequestIds(): (given: string | string[] | undefined) => string {
  const process = randomBytes(6).toString("base64url");
  let count = 0;
  return (given) =>
    typeof given === "string" && /^[\w.:@/+=-]{1,128}$/.test(given) ? given : `${process}-${(count++).toString(36)}`;
}
