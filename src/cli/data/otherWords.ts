import type { ValueMap } from "../../core/dvc/values";
import type { Overrides } from "../../runtime/data/elsewhere/otherProject";
import { UsageError } from "../args";

/** Of what comes from other repositories: how its data are reached. dvc's. */
export const otherOptions = {
  config: { kind: "text", value: "FILE", help: "a file of settings that is added to the other project's" },
  remote: { kind: "text", value: "NAME", help: "the other project's remote; without it its default one" },
  "remote-config": { kind: "texts", value: "KEY=VALUE", help: "an option of that remote; may be given again" },
} as const;

interface Given {
  readonly config: string | undefined;
  readonly remote: string | undefined;
  readonly "remote-config": readonly string[];
}

/** As dvc writes them down. */
export function otherOverrides({ config, remote, "remote-config": pairs }: Given): Overrides {
  const options: ValueMap = Object.fromEntries(
    pairs.map((pair) => {
      const cut = pair.indexOf("=");
      if (cut < 1) throw new UsageError(`--remote-config: expected KEY=VALUE, got '${pair}'`);
      return [pair.slice(0, cut), pair.slice(cut + 1)];
    }),
  );
  if (pairs.length === 0)
    return { ...(config === undefined ? {} : { config }), ...(remote === undefined ? {} : { remote }) };
  if (remote === undefined) return { ...(config === undefined ? {} : { config }), remote: options };
  if (config !== undefined) throw new UsageError("--config goes with --remote or --remote-config, not with both");
  return { config: { core: { remote }, remote: { [remote]: options } } };
}
