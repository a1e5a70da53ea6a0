import type { EntryState, ForeignLock } from "./stageChanges";

/** What lies elsewhere and was recorded once is taken as it was: nothing is asked over the network to tell a state. */
export async function lookForeign(_url: string, locked: ForeignLock | undefined): Promise<EntryState | undefined> {
  return locked?.content || locked?.foreign ? undefined : "new";
}
