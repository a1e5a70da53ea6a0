import type { RunRow } from "../../src/shared/runTable";
import { host } from "../kit/host";
import type { Board } from "./model/board";

/** The colours of runs that are looked at: what somebody chose, else what the workspace hands out once they are selected. */
export type Colours = ReturnType<typeof createColours>;

/** More than this many lines nobody tells apart by colour. */
const mostAsked = 100;

export function createColours(board: Board, came: () => void) {
  const places = new Map<string, number>();

  return {
    of(row: RunRow): number | undefined {
      if (row.colour !== undefined) return row.colour;
      return board.selection().has(row.id) ? places.get(row.id) : undefined;
    },
    /** Asks for the colours of what was just selected. */
    async want(): Promise<void> {
      const selected = board.selected().slice(0, mostAsked);
      if (selected.every((id) => places.has(id))) return;
      for (const [id, place] of Object.entries(await host.colours(selected))) places.set(id, place);
      came();
    },
  };
}
