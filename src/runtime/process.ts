import type { Server } from "node:http";
import { ApiError } from "../shared/apiError";
import { codeOf, makeHome, placesOf } from "./kernel/home";
import { urlOf } from "./kernel/http/addresses";
import { createConnections } from "./kernel/http/connections";
import type { Dispatch } from "./kernel/http/dispatch";
import { createClosedDoor, createDoorway } from "./kernel/http/doorway";
import { createHttpServer, listen } from "./kernel/http/server";
import { lastPort, rememberPort } from "./kernel/lastPort";
import type { Log } from "./kernel/log";
import { claimWorkspace, createNonce, createOwner, isClaim, type Owner, type Role } from "./kernel/owner";
import { openRuntime } from "./openRuntime";

export interface RuntimeOptions {
  /** Absolute. */
  readonly workspace: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: the system chooses. */
  readonly port?: number;
  /** Names beside loopback and `host` under which clients may call. */
  readonly names?: readonly string[];
  /** Answers here, too, on loopback, if nobody else does. */
  readonly alsoPort?: number;
  /** Default true: nobody comes in without the token. */
  readonly auth?: boolean;
  /** Ends by itself after so long without a request, a listener or a job. */
  readonly idleSeconds?: number;
  /** Default `runtime`; a `command` works through `dispatch` and lets nobody else in. */
  readonly role?: Role;
  /** Becomes the token of a workspace that has none yet: what the editor has told its terminals. */
  readonly proposedToken?: string | undefined;
  /** Hears the log's warnings as they are written. */
  readonly warn?: (line: string) => void;
}

export interface Runtime {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly dispatch: Dispatch;
  readonly log: Log;
  /** Resolves once everything is flushed and given back, whoever asked for the end. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** The one who has the workspace is somebody else. */
export class WorkspaceTaken extends ApiError {
  constructor(readonly owner: Owner) {
    super("RESOURCE_CONFLICT", `The workspace is in use by process ${owner.pid} on ${owner.host} (${owner.url})`);
  }
}

/** Claims the workspace, opens its store, answers. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const places = placesOf(options.workspace);
  makeHome(places);
  const nonce = createNonce();
  const doorway = createDoorway(nonce);
  const connections = createConnections();
  const isCommand = options.role === "command";
  const take = isCommand ? createClosedDoor(nonce) : doorway.take;
  const server = createHttpServer(take, connections);
  const host = options.host ?? "127.0.0.1";
  const isFree = !options.port && !isCommand;
  const port = isFree ? await listenAgain(server, host, places.home) : await listenAt(server, host, options.port ?? 0);
  const leave = () => {
    server.close();
    connections.closeAll();
  };
  let runtime: Runtime | undefined;
  const owner = createOwner(places.home, nonce, urlOf(host, port), options.role ?? "runtime");
  const claim = await claimWorkspace(places.home, owner, () => {
    runtime?.log.error("the lock was taken away: ending, so that two do not write", { home: places.home });
    void runtime?.close();
  });
  if (!isClaim(claim)) {
    leave();
    throw new WorkspaceTaken(claim);
  }
  try {
    runtime = await openRuntime(options, { places, claim, connections, server, enter: doorway.open });
    if (!isCommand) rememberPort(places.home, port);
    return runtime;
  } catch (error) {
    leave();
    claim.release();
    throw error;
  }
}

/** Where the last runtime of this workspace answered if that is free, else anywhere. */
async function listenAgain(server: Server, host: string, home: string): Promise<number> {
  const before = lastPort(home);
  const port = before === undefined ? undefined : await listen(server, host, before).catch(() => undefined);
  return port ?? listenAt(server, host, 0);
}

async function listenAt(server: Server, host: string, port: number): Promise<number> {
  try {
    return await listen(server, host, port);
  } catch (error) {
    const code = codeOf(error) ?? "";
    if (code === "EADDRINUSE")
      throw new ApiError("INVALID_STATE", `Port ${port} of ${host} is taken: choose another with --port, or 0 for any`);
    if (["EADDRNOTAVAIL", "ENOTFOUND", "EAI_AGAIN"].includes(code))
      throw new ApiError("INVALID_STATE", `--host: '${host}' is no address of this machine`);
    if (code === "EACCES")
      throw new ApiError(
        "INVALID_STATE",
        `Port ${port}: the system does not give it to this user; choose one above 1023`,
      );
    throw error;
  }
}
