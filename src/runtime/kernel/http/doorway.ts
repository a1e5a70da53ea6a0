import type { IncomingMessage, ServerResponse } from "node:http";
import { noncePath, proof } from "../nonce";
import { plainPath, queryOf } from "./dispatch";
import { failed } from "./route";
import { sendReply } from "./sendReply";
import type { Take } from "./server";

/**
 * The address is open before the store is: it is part of the claim to the workspace. Until the rooms are there,
 * only the claim's proof is answered; everybody else waits.
 */
export interface Doorway {
  readonly take: Take;
  /** From now on this one takes the requests, those that wait first. */
  open(take: Take): void;
}

export function createDoorway(nonce: string): Doorway {
  const waiting: (readonly [IncomingMessage, ServerResponse, boolean])[] = [];
  let inside: Take | undefined;
  return {
    take(incoming, response, waits) {
      if (inside) inside(incoming, response, waits);
      else if (isProbe(incoming)) void sendReply(proof(nonce, queryOf(incoming.url ?? "")), response, false);
      else waiting.push([incoming, response, waits]);
    },
    open(take) {
      inside = take;
      for (const [incoming, response, waits] of waiting.splice(0)) take(incoming, response, waits);
    },
  };
}

/** What a command that works on the store by itself says to everybody else. */
export function createClosedDoor(nonce: string): Take {
  const busy = failed(
    503,
    "TEMPORARILY_UNAVAILABLE",
    "A tidemark command works on this workspace; try again in a moment",
  );
  return (incoming, response) => {
    void sendReply(isProbe(incoming) ? proof(nonce, queryOf(incoming.url ?? "")) : busy, response, true);
  };
}

function isProbe({ url = "" }: IncomingMessage): boolean {
  return plainPath(url) === noncePath;
}
