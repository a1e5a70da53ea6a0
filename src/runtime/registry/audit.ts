import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import type { AuditAct, AuditEntry, AuditPage, Facts } from "../../shared/models";
import { readToken, writeToken } from "../kernel/http/pageToken";
import type { Request } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import type { Op } from "../kernel/store/change";
import { collections } from "./store";

/** Who asks for a change, and through which program. */
export interface Actor {
  readonly name: string;
  readonly client?: string;
}

export interface Deed {
  readonly act: AuditAct;
  readonly model: string;
  readonly version?: number;
  readonly before?: Facts;
  readonly after?: Facts;
}

export interface AuditQuery {
  readonly model?: string | undefined;
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

export type Audit = ReturnType<typeof createAudit>;

/** The trail of the registry: each entry is in the same commit as the change that it tells of. */
export function createAudit({ store, clock }: Pick<Kernel, "store" | "clock">) {
  let count = 0;
  const newestFirst = () =>
    [...store.docs<AuditEntry & Record<string, never>>(collections.audit).values()].reverse() as readonly AuditEntry[];

  /** Of one model, newest first, under the names that it had before too. */
  const trail = (model: string): AuditEntry[] => {
    const found: AuditEntry[] = [];
    let name = model;
    for (const entry of newestFirst()) {
      const oldName = entry.act === "rename-model" ? entry.before?.name : undefined;
      if (entry.model === name) {
        found.push(entry);
        if (typeof oldName === "string") name = oldName;
      } else if (oldName === name) break; // what had the name before left with it
    }
    return found;
  };

  return {
    entry(by: Actor, deed: Deed): Op {
      const at = clock.now();
      const id = idOf(at, count++);
      const doc: AuditEntry = {
        id,
        at,
        actor: by.name,
        ...(by.client !== undefined && { client: by.client }),
        ...deed,
        ...(deed.before && { before: shortened(deed.before) }),
        ...(deed.after && { after: shortened(deed.after) }),
      };
      return { do: "put", in: collections.audit, key: id, doc: { ...doc } };
    },

    list({ model, limit, pageToken }: AuditQuery): AuditPage {
      const found = model === undefined ? newestFirst() : trail(model);
      const offset = readToken(pageToken);
      const end = offset + limit;
      return {
        entries: found.slice(offset, end),
        ...(end < found.length && { next_page_token: writeToken(end) }),
        total: found.length,
      };
    },

    trail,
  };
}

/** In the order of time when sorted as text, and nobody else's. */
function idOf(at: number, count: number): string {
  return [at.toString(36).padStart(9, "0"), count.toString(36).padStart(6, "0"), randomUUID().slice(0, 8)].join("-");
}

/** A prompt's text may be long; the trail says that it changed, the version holds it. */
const longest = 2000;

function shortened(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === "string" && fact.length > longest ? `${fact.slice(0, longest)}…` : fact,
    ]),
  );
}

/** The name given with basic auth, else whoever runs this runtime: its token is theirs. */
export function actorOf({ headers }: Pick<Request, "headers">): Actor {
  const client = headers["user-agent"]?.slice(0, 200);
  return { name: basicUser(headers.authorization) ?? localUser(), ...(client !== undefined && { client }) };
}

function basicUser(authorization = ""): string | undefined {
  const encoded = /^basic\s+(\S+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const user = Buffer.from(encoded, "base64").toString("utf8").split(":")[0]?.slice(0, 200);
  return user === "" ? undefined : user;
}

export function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a user without an entry in the system's list, as in some containers
  }
}
