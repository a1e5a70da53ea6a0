import type { Feature } from "./model/explained";
import { strongestCompanion } from "./model/interaction";
import type { State } from "./state";

/** What a feature's dots are coloured by: what was picked, or what goes along with it, looked for once. */
export function companionOf({ explained, companions, own }: State, feature: Feature | undefined): Feature | undefined {
  if (feature === undefined) return undefined;
  const picked = own.by === undefined ? undefined : explained.features.find(({ name }) => name === own.by);
  if (picked && picked !== feature) return picked;
  if (!companions.has(feature.name)) companions.set(feature.name, strongestCompanion(explained, feature));
  return companions.get(feature.name);
}
