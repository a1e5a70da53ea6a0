import type { Server } from "node:http";
import { join } from "node:path";
import type { Control } from "./kernel/control";
import { createEvents } from "./kernel/events";
import { createFileLog, type FileLog } from "./kernel/fileLog";
import { codeOf } from "./kernel/home";
import { namesOf, urlOf } from "./kernel/http/addresses";
import type { Connections } from "./kernel/http/connections";
import { createDispatch } from "./kernel/http/dispatch";
import { createGuard } from "./kernel/http/guard";
import { createHttpServer, createTake, listen, type Take } from "./kernel/http/server";
import { createTraffic, type Traffic } from "./kernel/http/traffic";
import { createJobs } from "./kernel/jobs";
import type { Kernel, Places } from "./kernel/kernel";
import { createLog, type Log } from "./kernel/log";
import type { Claim } from "./kernel/owner";
import { createPauses, type Pauses } from "./kernel/pauses";
import { endWhenIdle, measurePauses } from "./kernel/pulse";
import { ensureToken } from "./kernel/token";
import { composeRooms, factsOf, openStore, type Rooms } from "./main";
import type { Runtime, RuntimeOptions } from "./process";

/** What a runtime has before it opens its store: the workspace, and an address whose callers wait. */
export interface Claimed {
  readonly places: Places;
  readonly claim: Claim;
  readonly connections: Connections;
  readonly server: Server;
  enter(take: Take): void;
}

/** How long what is under way at the end may take. */
const patience = 5000;

export async function openRuntime(options: RuntimeOptions, claimed: Claimed): Promise<Runtime> {
  const { places, claim, connections } = claimed;
  const file = createFileLog(join(places.home, "logs", "runtime.log"));
  const log = createRuntimeLog(file, options.warn);
  const token = ensureToken(places.home, options.proposedToken);
  const kernel = await openKernel(places, log);
  const traffic = createTraffic();
  const pauses = createPauses();
  const ending = createEnding();
  const control = createControl({ claimed, kernel, traffic, pauses, stop: ending.begin });
  const rooms = composeRooms(kernel, control);
  const dispatch = createDispatch(rooms.routes, log);
  const names = [...namesOf(options.host ?? "127.0.0.1"), ...(options.names ?? [])];
  const guard = createGuard(options.auth === false ? undefined : token, names);
  const take = createTake({ dispatch, guard, connections, traffic });
  const servers = [claimed.server];
  ending.does(async () => {
    log.info("ending");
    for (const each of servers) each.close();
    try {
      await endWork(kernel, connections, rooms);
      log.info("ended");
    } finally {
      claim.release();
      file.close();
    }
  });

  claimed.enter(take);
  measurePauses({ traffic, connections }, pauses);
  if (options.idleSeconds !== undefined) {
    const isHeldUp = () =>
      connections.busy > 0 || kernel.events.watchers > 0 || kernel.jobs.running > 0 || rooms.isAwaited();
    // what is followed in the workspace's own files is no request
    const activity = () => traffic.requests + kernel.events.emitted;
    endWhenIdle(activity, isHeldUp, options.idleSeconds, ending.begin);
  }
  if (options.role !== "command") rooms.start();
  const { url, pid } = claim.owner;
  log.info("up", { url, pid, startup_ms: Math.round(performance.now()) });
  if (options.alsoPort !== undefined)
    for (const host of ["127.0.0.1", "::1"])
      void listenToo(host, options.alsoPort, take, claimed, log).then((too) => void (too && servers.push(too)));
  return { url, pid, token, dispatch, log, ended: ending.ended, close: ending.begin };
}

function createRuntimeLog(file: FileLog, warn: RuntimeOptions["warn"]): Log {
  return createLog((line, level) => {
    file.write(line);
    if (level === "error") file.flush();
    if (level === "warn" || level === "error") warn?.(line.trimEnd());
  });
}

async function openKernel(places: Places, log: Log): Promise<Kernel> {
  const clock = { now: Date.now };
  const events = createEvents();
  const store = await openStore(places, log);
  return { store, events, jobs: createJobs(events, log, clock), log, clock, places };
}

interface ControlParts {
  readonly claimed: Claimed;
  readonly kernel: Kernel;
  readonly traffic: Traffic;
  readonly pauses: Pauses;
  stop(): Promise<void>;
}

function createControl({ claimed, kernel, traffic, pauses, stop }: ControlParts): Control {
  const { owner } = claimed.claim;
  return {
    url: owner.url,
    nonce: owner.nonce,
    startedAt: kernel.clock.now(),
    // after the answer to who asked for it
    stop: () => void setImmediate(() => void stop()),
    get connections() {
      return claimed.connections.count;
    },
    get requests() {
      return traffic.requests;
    },
    answers: traffic.answers,
    get longestPause() {
      return pauses.longest;
    },
    facts: () => factsOf(kernel),
  };
}

async function endWork({ events, jobs, store }: Kernel, connections: Connections, rooms: Rooms): Promise<void> {
  events.close();
  await Promise.all([connections.settle(patience), jobs.close()]);
  connections.closeAll();
  await rooms.close();
  await store.close();
}

/** One end, however often and by whom it is asked for. */
function createEnding(): {
  begin(): Promise<void>;
  does(work: () => Promise<void>): void;
  readonly ended: Promise<void>;
} {
  let work: () => Promise<void> = async () => undefined;
  let running: Promise<void> | undefined;
  let tell: (outcome: Promise<void>) => void;
  const ended = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    begin() {
      if (!running) {
        running = work();
        tell(running);
      }
      return running;
    },
    does(it) {
      work = it;
    },
    ended,
  };
}

/** An address that clients know by heart, if it is free. */
async function listenToo(
  host: string,
  port: number,
  take: Take,
  { connections }: Claimed,
  log: Log,
): Promise<Server | undefined> {
  const server = createHttpServer(take, connections);
  try {
    await listen(server, host, port);
    log.info("also listening", { url: urlOf(host, port) });
    return server;
  } catch (error) {
    log.info("not also listening", { url: urlOf(host, port), why: codeOf(error) });
    return undefined;
  }
}
