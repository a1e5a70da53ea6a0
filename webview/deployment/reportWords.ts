import { formatNumber } from "../../src/shared/format";
import { t } from "../kit/words";

export function said(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : formatNumber(value);
}

export function range(low: number | null, high: number | null): string {
  if (low === null || high === null) return "";
  const short = (value: number) => formatNumber(Number(value.toPrecision(3)));
  return t("{0} to {1}", short(low), short(high));
}

/** Three decimals; below them it is said to be so. */
export function probability(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
