import type { Health } from "../../shared/monitors";
import type { Monitor, Range } from "./monitor";

/** What was found of a window, before anybody says whether it is good. */
export interface Findings {
  readonly drift?: { readonly drifted: number; readonly tested: number };
  /** Drifted of the tested columns by value of the segment. */
  readonly segments?: Readonly<Record<string, { readonly drifted: number; readonly tested: number }>>;
  readonly validation?: { readonly failed: number; readonly evaluated: number };
  /** By name, as the file asks for them. */
  readonly quality?: Readonly<Record<string, number>>;
  readonly health?: Readonly<Record<string, number>>;
  /** Why nobody answers: what the window still holds is of before that. */
  readonly down?: string;
}

export interface Judged {
  readonly health: Health;
  readonly says: string;
  /** From so many drifted columns on it fails. */
  readonly limit?: number;
}

type Judging = Pick<Monitor, "alert" | "driftShare" | "quality" | "health" | "reference" | "validation">;

interface Part {
  readonly health: Health;
  readonly says: string;
}

const rank: Readonly<Record<Health, number>> = { failing: 3, warning: 2, healthy: 1, unknown: 0 };

export function isWorse(a: Health, b: Health): boolean {
  return rank[a] > rank[b];
}

/** The worst of all that was looked at, in one sentence with what matters first. */
export function judge(monitor: Judging, found: Findings): Judged {
  const { drift, segments, validation, quality = {}, health = {} } = found;
  const limit = drift && limitOf(monitor, drift.tested);
  const parts: Part[] = [];
  if (found.down !== undefined) parts.push({ health: "failing", says: found.down });
  if (drift && limit !== undefined)
    parts.push({
      health:
        drift.tested === 0 ? "unknown" : drift.drifted >= limit ? "failing" : drift.drifted > 0 ? "warning" : "healthy",
      says:
        drift.tested === 0
          ? "no column could be tested"
          : drift.drifted === 0
            ? `no drift in ${columns(drift.tested)}`
            : `${drift.drifted} of ${columns(drift.tested)} drifted`,
    });
  for (const [value, each] of Object.entries(segments ?? {}))
    if (each.tested > 0 && each.drifted >= limitOf(monitor, each.tested))
      parts.push({
        health: "failing",
        says: `${each.drifted} of ${columns(each.tested)} drifted where it is ${value}`,
      });
  if (validation && validation.failed > 0)
    parts.push({ health: "failing", says: `${validation.failed} of ${validation.evaluated} expectations failed` });
  if (validation?.failed === 0)
    parts.push({ health: "healthy", says: `all ${validation.evaluated} expectations hold` });
  parts.push(...(monitor.quality?.metrics ?? []).map(([name, range]) => kept(name, quality[name], range)));
  const figures = monitor.health.map(([name, range]) => kept(name, health[name], range));
  const all = [...parts, ...figures];
  const worst = all.reduce((a, b) => (isWorse(b.health, a) ? b.health : a), "unknown" as Health);
  // what could not be looked at may be bad, whatever else is well
  const dark = figures.filter((part) => part.health === "unknown");
  const isBlind = (monitor.reference && !drift?.tested) || (monitor.validation && !validation) || dark.length > 0;
  const shown = isBlind && worst === "healthy" ? "unknown" : worst;
  const isDark = worst === "healthy" && dark.length > 0;
  const told = isDark
    ? dark
    : (worst === "healthy" && parts.length > 0 ? parts : all).filter((part) => part.health === worst);
  const isCalm = worst === "healthy" && !isDark && parts.length === 0 && figures.length > 0;
  return {
    health: shown,
    says: isCalm
      ? `${figures.length === 1 ? told[0]?.says : `all ${figures.length} figures`} in range`
      : told.map(({ says }) => says).join("; ") || "nothing could be looked at",
    ...(limit !== undefined && { limit }),
  };
}

function limitOf({ alert, driftShare }: Pick<Monitor, "alert" | "driftShare">, tested: number): number {
  return alert.drifted ?? Math.max(1, Math.ceil(driftShare * tested - 1e-9));
}

/** What is not known says nothing about a range. */
function kept(name: string, value: number | undefined, { min, max }: Range): Part {
  if (value === undefined || !Number.isFinite(value)) return { health: "unknown", says: `${name} is not known` };
  const shown = `${name} ${figure(value)}`;
  if (min !== undefined && value < min) return { health: "failing", says: `${shown} is below ${figure(min)}` };
  if (max !== undefined && value > max) return { health: "failing", says: `${shown} is above ${figure(max)}` };
  return { health: "healthy", says: shown };
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function columns(count: number): string {
  return `${count} ${count === 1 ? "column" : "columns"}`;
}
