/** What a policy can ask to be shown of a version. */
export const knownFacts = [
  "model card",
  "training data",
  "signature",
  "input example",
  "environment",
  "commit",
  "description",
] as const;
export type KnownFact = (typeof knownFacts)[number];

/** Facts that a project names itself: a metric or a tag that is logged, a file that lies there. */
export const namedFacts = ["metric", "tag", "artifact"] as const;
export type NamedFact = (typeof namedFacts)[number];

export function isFactName(name: string): boolean {
  return isKnownFact(name) || splitNamed(name) !== undefined;
}

export function isKnownFact(name: string): name is KnownFact {
  return knownFacts.some((each) => each === name);
}

/** `metric val_auc` names a metric. */
export function splitNamed(name: string): { readonly kind: NamedFact; readonly key: string } | undefined {
  const [, word, key = ""] = /^(\w+) (.+)$/.exec(name) ?? [];
  const kind = namedFacts.find((each) => each === word);
  return kind === undefined ? undefined : { kind, key };
}
