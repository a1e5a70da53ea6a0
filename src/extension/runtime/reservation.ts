import { randomBytes } from "node:crypto";
import type { Memento } from "vscode";
import { integer, object, optional, string } from "../../shared/readers";
import { findFreePort } from "./freePort";
import { readToken } from "./startRuntime";

/** Where a folder's runtime answers, known before it runs. */
export interface Reservation {
  readonly port: number;
  readonly token: string;
}

const readReservation = optional(object<Reservation>({ port: integer, token: string }));

/**
 * The folder's port and token, the same from day to day: a terminal that was opened before the runtime started, or that
 * outlived it, holds the right address.
 */
export async function reserve(folder: string, state: Memento): Promise<Reservation> {
  const key = keyOf(folder);
  const known = readReservation(state.get(key), key);
  const token = (await readToken(folder)) ?? known?.token ?? randomBytes(32).toString("base64url");
  const port = known?.port ?? (await findFreePort());
  return remember(folder, state, { port, token });
}

/** The runtime that answers may have been started by somebody else, at another address. */
export async function remember(folder: string, state: Memento, reservation: Reservation): Promise<Reservation> {
  await state.update(keyOf(folder), reservation);
  return reservation;
}

function keyOf(folder: string): string {
  return `reservation:${folder}`;
}
