import type { Frame } from "../../../core/frame/frame";
import { loggedColumn } from "../../../core/frame/loggedColumn";
import { invalid } from "../../../shared/apiError";
import { readNamedFrame } from "../../kernel/frames/readNamedFrame";
import { lastRows } from "../log/lastRows";
import type { TablePlace } from "./places";

export interface ReadPlace {
  readonly frame: Frame;
  readonly place: string;
  /** Of logged predictions, in the order of the rows. */
  readonly requests?: readonly string[];
  readonly times?: readonly number[];
  readonly notes: readonly string[];
}

/** Predictions of a log that are looked at at most: the newest. */
const mostLogged = 100_000;

/** A table, or the newest predictions of a log: those of the model that made the last of them. */
export async function readPlace(place: TablePlace): Promise<ReadPlace> {
  if (place.kind === "file")
    return { frame: await readNamedFrame(place.path, place.place), place: place.place, notes: [] };
  const { folder, from, to } = place;
  let of: string | undefined;
  let others = 0;
  const { rows, isCut } = lastRows({ folder, from, to, most: mostLogged }, (head, row) => {
    if (row.code >= 400) return false;
    const key = `${head.model} ${head.version}`;
    of ??= key;
    if (of !== key) others++;
    return of === key;
  });
  const [newest] = rows;
  if (newest === undefined) return invalid(`${place.place}: no predictions are logged there`);
  const ordered = rows.toReversed();
  const { columns } = newest.head;
  return {
    frame: {
      rows: ordered.length,
      columns: columns.map((name, i) =>
        loggedColumn(
          name,
          ordered.map(({ row }) => row.features[i] ?? null),
        ),
      ),
    },
    place: place.place,
    requests: ordered.map(({ row }) => row.request),
    times: ordered.map(({ row }) => row.at),
    notes: [
      ...(isCut ? [`the newest ${mostLogged} predictions`] : []),
      ...(others > 0 ? [`${others} predictions of other versions than ${of} are left out`] : []),
    ],
  };
}
