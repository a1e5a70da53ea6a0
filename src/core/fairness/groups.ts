import { invalid } from "../../shared/apiError";
import type { Frame } from "../frame/frame";
import { getColumn } from "../quality/read/getColumn";
import { groupColumn } from "../quality/read/groupColumn";

/** Rows parted by the values of one column or of several together. */
export interface Groups {
  readonly names: readonly { readonly group: string; readonly values: readonly string[] }[];
  /** Of each row of the table. */
  readonly codes: Int32Array;
}

const mostGroups = 200;

/** Only groups that occur. One column's values are named as they are, of several the column stands before numbers. */
export function groupRows(frame: Frame, sensitive: readonly string[]): Groups {
  const groupings = sensitive.map((name) => groupColumn(getColumn(frame, name, "sensitive"), { most: mostGroups }));
  const places = new Map<string, number>();
  const names: { group: string; values: string[]; order: number[] }[] = [];
  const codes = new Int32Array(frame.rows);
  for (let row = 0; row < frame.rows; row++) {
    const order = groupings.map((grouping) => grouping.codes[row] as number);
    const key = order.join(",");
    let place = places.get(key);
    if (place === undefined) {
      place = names.length;
      if (place >= mostGroups)
        return invalid(
          `sensitive: ${sensitive.join(" and ")} part the rows into more than ${mostGroups} groups; name fewer columns`,
        );
      places.set(key, place);
      const values = order.map((code, at) => groupings[at]?.names[code] as string);
      names.push({ group: values.join(" & "), values, order });
    }
    codes[row] = place;
  }
  return sorted(names, codes);
}

function sorted(names: readonly { group: string; values: string[]; order: number[] }[], codes: Int32Array): Groups {
  const order = names.map((_, at) => at).sort((a, b) => byPlaces(names[a]?.order ?? [], names[b]?.order ?? []));
  const places = new Int32Array(names.length);
  order.forEach((from, to) => {
    places[from] = to;
  });
  return {
    names: order.map((at) => {
      const { group, values } = names[at] as (typeof names)[number];
      return { group, values };
    }),
    codes: codes.map((code) => places[code] as number),
  };
}

function byPlaces(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return (a[at] as number) - (b[at] as number);
  return 0;
}
