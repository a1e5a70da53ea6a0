import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { WorkOptions } from "../repository";
import { closeOthers, type Elsewhere } from "./otherRepository";

/** Where there is no project: a cache of its own below a folder, that goes when the work is done. */
export async function inLooseElsewhere<T>(
  below: string,
  from: readonly string[],
  options: WorkOptions,
  work: (elsewhere: Elsewhere, fresh: string) => Promise<T>,
): Promise<T> {
  mkdirSync(below, { recursive: true });
  const fresh = mkdtempSync(join(below, ".tidemark-get-"));
  const places = { cacheFolder: join(fresh, "cache"), ownFolder: join(fresh, "own"), shared: false };
  const elsewhere: Elsewhere = {
    places,
    notes: join(fresh, "parts"),
    from,
    options,
    opened: new Map(),
    bringing: new Set(),
  };
  // whoever is stopped leaves nothing lying about
  const clean = () => rmSync(fresh, { recursive: true, force: true });
  process.once("exit", clean);
  try {
    return await work(elsewhere, fresh);
  } finally {
    await closeOthers(elsewhere);
    clean();
    process.removeListener("exit", clean);
  }
}
