import type { Report } from "../../src/core/rollout/report";
import type { CoursePoint, LiveDeployment, RolloutEvent, Tried, TryForm } from "../../src/shared/deploymentPage";
import { boolean, object, oneOf, optional, type Reader, string } from "../../src/shared/readers";
import { type Language, languages } from "../../src/shared/snippets";

/** What the page shows: what the gateway said last, and what the user chose. */
export interface State {
  readonly live: LiveDeployment;
  /** The last hour by variant, as it came in pieces. */
  readonly course: Course;
  /** Newest first. */
  readonly history: readonly RolloutEvent[];
  readonly report: Report | undefined;
  readonly form: TryForm | undefined;
  /** Why there is no form. */
  readonly noForm: string | undefined;
  readonly tried: Tried | undefined;
  readonly isTrying: boolean;
  /** What went wrong with the last request. */
  readonly failure: string | undefined;
  readonly showsAllEvents: boolean;
  readonly own: Own;
}

export type Course = Readonly<Record<string, readonly CoursePoint[]>>;

/** What the user chose; it outlives a reload. */
export interface Own {
  readonly metric: string | undefined;
  readonly covariate: string | undefined;
  readonly asTable: boolean;
  readonly tries: boolean;
  readonly asJson: boolean;
  readonly language: Language;
  /** What stands in the fields of the form, by their names. */
  readonly values: Readonly<Record<string, string>>;
  readonly json: string | undefined;
  readonly user: string;
  readonly plan: PlanFields;
}

export interface PlanFields {
  readonly isOpen: boolean;
  readonly outcome: "share" | "mean";
  /** Undefined: what the test that goes on has seen. */
  readonly now: string | undefined;
  readonly wanted: "effect" | "users";
  readonly value: string;
  readonly power: string;
}

export const firstOwn: Own = {
  metric: undefined,
  covariate: undefined,
  asTable: false,
  tries: false,
  asJson: false,
  language: "curl",
  values: {},
  json: undefined,
  user: "",
  plan: { isOpen: false, outcome: "share", now: undefined, wanted: "effect", value: "", power: "80" },
};

const texts: Reader<Readonly<Record<string, string>>> = (value, at) =>
  Object.fromEntries(
    Object.entries(typeof value === "object" && value !== null ? value : {}).map(([name, each]) => [
      name,
      string(each, `${at}.${name}`),
    ]),
  );

export const readOwn = object<Own>({
  metric: optional(string) as Reader<string | undefined>,
  covariate: optional(string) as Reader<string | undefined>,
  asTable: boolean,
  tries: boolean,
  asJson: boolean,
  language: oneOf(...languages),
  values: texts,
  json: optional(string) as Reader<string | undefined>,
  user: string,
  plan: object<PlanFields>({
    isOpen: boolean,
    outcome: oneOf("share", "mean"),
    now: optional(string) as Reader<string | undefined>,
    wanted: oneOf("effect", "users"),
    value: string,
    power: string,
  }),
});

const longest = 3_600_000;

/** Points that came again are the same stretch, further on. What the gateway has forgotten is forgotten here. */
export function joined(before: Course, next: Course, now: number): Course {
  const names = new Set([...Object.keys(before), ...Object.keys(next)]);
  const found: Record<string, readonly CoursePoint[]> = Object.create(null);
  for (const name of names) {
    const fresh = next[name] ?? [];
    const first = fresh[0]?.at ?? Number.POSITIVE_INFINITY;
    found[name] = [...(before[name] ?? []).filter(({ at }) => at < first && at >= now - longest), ...fresh];
  }
  return found;
}

/** From where on the next points are asked for: the last one may still have grown. */
export function sinceOf(course: Course): number {
  const ends = Object.values(course).flatMap((points) => points.at(-1)?.at ?? []);
  return ends.length === 0 ? 0 : Math.max(...ends) - 5000;
}

/** Those of the strategy, the control first. */
export function namesOf({ rollout }: LiveDeployment): string[] {
  return [rollout.control, ...rollout.treatments];
}

/** What is measured against is grey, what is new has colour. */
export function colourOf({ rollout }: LiveDeployment, variant: string): string {
  const place = rollout.treatments.indexOf(variant);
  if (place >= 0) return `var(--tm-c${(place % 10) + 1})`;
  return variant === rollout.control ? "var(--tm-ref)" : "var(--tm-faint)";
}

export function hasTraffic({ live, course }: State): boolean {
  return (
    live.deployment.variants.some(({ requests }) => requests > 0) || Object.values(course).some((p) => p.length > 0)
  );
}
