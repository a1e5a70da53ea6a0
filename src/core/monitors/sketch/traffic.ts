import {
  createNumberSketch,
  mergeNumbers,
  type NumberDoc,
  type NumberSketch,
  numberDoc,
  numberSketchOf,
} from "./numberSketch";
import { createTextSketch, mergeTexts, type TextDoc, type TextSketch, textDoc, textSketchOf } from "./textSketch";

/** What a deployment was asked and answered in a stretch of time. */
export interface Traffic {
  from: number;
  to: number;
  requests: number;
  /** Of them those that failed in the server. */
  errors: number;
  readonly latency: NumberSketch;
  rows: number;
  readonly columns: Map<string, ColumnSketch>;
}

export type ColumnSketch =
  | { readonly kind: "number"; readonly isBool: boolean; readonly numbers: NumberSketch }
  | { readonly kind: "text"; readonly texts: TextSketch };

export function createTraffic(from: number, to: number): Traffic {
  return { from, to, requests: 0, errors: 0, latency: createNumberSketch(), rows: 0, columns: new Map() };
}

/** Adds the second to the first. A column that was of another kind before goes on as the newer one. */
export function mergeTraffic(into: Traffic, from: Traffic): void {
  into.from = Math.min(into.from, from.from);
  into.to = Math.max(into.to, from.to);
  into.requests += from.requests;
  into.errors += from.errors;
  into.rows += from.rows;
  mergeNumbers(into.latency, from.latency);
  for (const [name, each] of from.columns) {
    const known = into.columns.get(name);
    if (each.kind === "number") {
      const own = known?.kind === "number" && known.isBool === each.isBool ? known.numbers : createNumberSketch();
      mergeNumbers(own, each.numbers);
      into.columns.set(name, { ...each, numbers: own });
    } else {
      const own = known?.kind === "text" ? known.texts : createTextSketch();
      mergeTexts(own, each.texts);
      into.columns.set(name, { kind: "text", texts: own });
    }
  }
}

/** As it is kept, a line. */
export interface TrafficDoc {
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly errors: number;
  readonly latency: NumberDoc;
  readonly rows: number;
  readonly columns: readonly (readonly [string, NumberDoc | TextDoc | { readonly k: "b"; readonly of: NumberDoc }])[];
}

export function trafficDoc({ columns, latency, ...plain }: Traffic): TrafficDoc {
  return {
    ...plain,
    latency: numberDoc(latency),
    columns: [...columns].map(([name, each]) => {
      if (each.kind === "text") return [name, textDoc(each.texts)];
      const of = numberDoc(each.numbers);
      return [name, each.isBool ? { k: "b", of } : of];
    }),
  };
}

export function trafficOf({ columns, latency, ...plain }: TrafficDoc): Traffic {
  return {
    ...plain,
    latency: numberSketchOf(latency),
    columns: new Map(
      columns.map(([name, doc]): [string, ColumnSketch] => {
        if (doc.k === "t") return [name, { kind: "text", texts: textSketchOf(doc) }];
        const isBool = doc.k === "b";
        return [name, { kind: "number", isBool, numbers: numberSketchOf(isBool ? doc.of : doc) }];
      }),
    ),
  };
}
