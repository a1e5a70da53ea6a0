import type { Memento } from "vscode";
import { integer, optional } from "../../shared/readers";

const key = "runColours";
const most = 2000;

const readKnown = optional<Record<string, number>>(
  (value) => Object.fromEntries(Object.entries(value as object).map(([id, n]) => [id, integer(n, id)])),
  {},
);

/**
 * The place in the palette that a run keeps on every page: 1, 2, 3… in the order in which runs were first drawn. The
 * palette has ten; the eleventh is the first again, dashed.
 */
export async function coloursOf(runs: readonly string[], state: Memento): Promise<Record<string, number>> {
  const known = readKnown(state.get(key), key);
  const taken = new Set<number>();
  const fresh: string[] = [];
  for (const id of runs) {
    const place = known[id];
    // two that met before in other company may have the same: the second moves
    if (place === undefined || taken.has(place)) fresh.push(id);
    else taken.add(place);
  }
  for (const id of fresh) {
    let place = 1;
    while (taken.has(place)) place++;
    taken.add(place);
    delete known[id];
    known[id] = place;
  }
  if (fresh.length > 0) await state.update(key, Object.fromEntries(Object.entries(known).slice(-most)));
  return Object.fromEntries(runs.map((id) => [id, known[id] as number]));
}
