/** Something that came of a prediction, told by POST /feedback. */
export interface OutcomeOf {
  readonly variant: string;
  readonly metric: string;
  /** Who got the variant; without a user, the request stands for one. */
  readonly user: string | undefined;
  /** The request that it came of, where that is known. */
  readonly request: string | undefined;
  readonly value: number;
}

/** A value, or one a request. */
type Told = number | Map<string, number>;

/** Outcomes by variant, metric and user. */
export type Outcomes = Map<string, Map<string, Map<string, Told>>>;

export function createOutcomes(): Outcomes {
  return new Map();
}

/**
 * Takes an outcome in, in the order in which they came. One that is told again, of the same request or of a user without
 * one, takes the place of the first: clients send twice what they do not know to have arrived, and correct themselves.
 */
export function addOutcome(outcomes: Outcomes, { variant, metric, user, request, value }: OutcomeOf): void {
  const users = inside(inside(outcomes, variant), metric);
  const unit = user === undefined ? `request ${request ?? ""}` : `user ${user}`;
  if (request === undefined || user === undefined) {
    users.set(unit, value);
    return;
  }
  const told = users.get(unit);
  if (told instanceof Map) told.set(request, value);
  else users.set(unit, new Map([...(told === undefined ? [] : [["", told] as const]), [request, value]]));
}

/**
 * A user's value is the mean over that user's requests: users were shared out, not requests, so that each counts once,
 * however often it came.
 */
export function userValues(outcomes: Outcomes, variant: string, metric: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const [unit, told] of outcomes.get(variant)?.get(metric) ?? []) values.set(unit, meanOf(told));
  return values;
}

/** The metrics of all variants, in the order in which they came first. */
export function metricsOf(outcomes: Outcomes): string[] {
  return [...new Set([...outcomes.values()].flatMap((metrics) => [...metrics.keys()]))];
}

function meanOf(told: Told): number {
  if (typeof told === "number") return told;
  let mean = 0;
  let n = 0;
  for (const value of told.values()) mean += (value - mean) / ++n;
  return mean;
}

function inside<V extends Map<string, unknown>>(map: Map<string, V>, key: string): V {
  const found = map.get(key) ?? (new Map() as V);
  map.set(key, found);
  return found;
}
