import type { Deployment, Sticky } from "./deployment";
import { murmur3 } from "./murmur3";
import { type Asked, isMet } from "./routing";

/** Who gets what at a moment; made by the strategies, kept in a rollout's state. */
export interface Traffic {
  /** In the order in which variants own buckets; together 100. */
  readonly shares: readonly { readonly variant: string; readonly weight: number }[];
  /** Gets copies of this percentage of the requests. */
  readonly mirror: { readonly variant: string; readonly percentage: number } | undefined;
  /** Variants that were taken back: no rule sends anybody there either. */
  readonly shut: readonly string[];
}

export interface Assignment {
  readonly variant: string;
  /** Gets a copy and does not answer. */
  readonly mirror: string | undefined;
  /** The user that was found in the request. */
  readonly id: string | undefined;
  /** `rule`: told where to go, so its outcomes say nothing of the weights. */
  readonly by: "rule" | "id" | "chance";
}

/**
 * A user's place in [0, 100), the same for ever: MurmurHash3 (x86, 32 bits, no seed) of `salt:id` in UTF-8, as a share
 * of 2^32. Changing this moves every user of every deployment.
 */
export function bucketOf(salt: string, id: string): number {
  return (murmur3(`${salt}:${id}`) / 2 ** 32) * 100;
}

/** The user's id: the header before the field, text or a number. Undefined: none, or an empty one. */
export function userId(
  { header, field }: Pick<Sticky, "header" | "field">,
  { headers, fields }: Asked,
): string | undefined {
  return idOf(headerText(headers[header])) ?? idOf(own(fields, field));
}

/** A way to the variant of each request, for as long as the traffic stays as it is. */
export function createRouter(
  { sticky, routing }: Pick<Deployment, "sticky" | "routing">,
  { shares, mirror, shut }: Traffic,
): (asked: Asked, random: () => number) => Assignment {
  const owners = ownersOf(shares);
  const rules = routing.filter(({ variant }) => !shut.includes(variant));
  return (asked, random) => {
    const id = userId(sticky, asked);
    const copy = mirror && mirror.percentage > 0 && (mirror.percentage >= 100 || random() * 100 < mirror.percentage);
    const to = { id, mirror: copy ? mirror.variant : undefined };
    const rule = rules.find(({ conditions }) => conditions.every((each) => isMet(each, asked)));
    if (rule) return { ...to, variant: rule.variant, by: "rule" };
    const bucket = id === undefined ? random() * 100 : bucketOf(sticky.salt, id);
    return { ...to, variant: ownerOf(owners, bucket), by: id === undefined ? "chance" : "id" };
  };
}

interface Owner {
  readonly variant: string;
  readonly upTo: number;
}

function ownersOf(shares: Traffic["shares"]): readonly Owner[] {
  let upTo = 0;
  return shares
    .filter(({ weight }) => weight > 0)
    .map(({ variant, weight }) => {
      upTo += weight;
      return { variant, upTo };
    });
}

function ownerOf(owners: readonly Owner[], bucket: number): string {
  // sums of thirds may end a hair below 100: the last one owns the rest
  const owner = owners.find(({ upTo }) => bucket < upTo) ?? owners.at(-1);
  if (owner === undefined) throw new Error("no variant has a weight");
  return owner.variant;
}

/** Text or a number, wherever it comes from; without the spaces that a header would lose. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") return undefined;
  const id = value.trim();
  return id === "" ? undefined : id;
}

/** A header's bytes come as Latin-1, and are UTF-8 wherever that makes sense: the same id as in a field. */
function headerText(value: string | readonly string[] | undefined): string | undefined {
  const text = typeof value === "string" ? value : value?.[0];
  if (text === undefined || !/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text;
  try {
    return decoder.decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  } catch {
    return text; // Latin-1 after all
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function own(fields: Asked["fields"], name: string): unknown {
  return fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}
