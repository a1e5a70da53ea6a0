import { randomUUID } from "node:crypto";
import type { Kernel } from "../../kernel/kernel";

/** A command that was started with our environment; runs carry its id as a tag. */
export type Launch = {
  readonly id: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly python?: string;
  readonly at: number;
};

/** The tag by which a run says which launch it belongs to. */
export const launchTag = "tidemark.launch";
const collection = "launches";
/** Launches are remembered a while: a run may start long after its command. */
const remembered = 30 * 86_400_000;
const most = 10_000;

export type Launches = ReturnType<typeof createLaunches>;

export function createLaunches({ store, clock }: Kernel) {
  const docs = () => store.docs<Launch>(collection);
  return {
    find: (id: string): Launch | undefined => docs().get(id),

    async register(command: readonly string[], cwd: string, python?: string): Promise<Launch> {
      const now = clock.now();
      const launch = { id: randomUUID(), command, cwd, ...(python === undefined ? {} : { python }), at: now };
      const old = [...docs().values()].filter((each, i) => each.at < now - remembered || i < docs().size - most);
      await store.commit([
        ...old.map(({ id }) => ({ do: "drop", in: collection, key: id }) as const),
        { do: "put", in: collection, key: launch.id, doc: launch },
      ]);
      return launch;
    },
  };
}
