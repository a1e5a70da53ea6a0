import { randomUUID } from "node:crypto";
import type { Kernel } from "../../kernel/kernel";
import { withoutSecretValues } from "./pythonCommand";

/** A command that was started with our environment; runs carry its id as a tag. */
export type Launch = {
  readonly id: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly python?: string;
  readonly at: number;
  /** Who tells when its runs end; without it nobody is known to. */
  readonly process?: LaunchProcess;
};

export type LaunchProcess = {
  readonly pid: number;
  /** Tells two processes with the same pid apart, where the system does. */
  readonly started?: string;
  /** Where its number means anything. */
  readonly place?: string;
};

export type NewLaunch = Omit<Launch, "id" | "at"> & { readonly id?: string };

const collection = "launches";
/** Launches are remembered a while: a run may start long after its command. */
const remembered = 30 * 86_400_000;
const most = 10_000;

export type Launches = ReturnType<typeof createLaunches>;

export function createLaunches({ store, clock }: Kernel) {
  const docs = () => store.docs<Launch>(collection);
  return {
    find: (id: string): Launch | undefined => docs().get(id),

    /** Who starts a command may choose its id beforehand: a task's environment is made before it is known to start. */
    async register({ id = randomUUID(), command, ...facts }: NewLaunch): Promise<Launch> {
      const now = clock.now();
      const launch = { id, command: withoutSecretValues(command), ...facts, at: now };
      const old = [...docs().values()].filter((each, i) => each.at < now - remembered || i < docs().size - most);
      await store.commit([
        ...old.map(({ id }) => ({ do: "drop", in: collection, key: id }) as const),
        { do: "put", in: collection, key: launch.id, doc: launch },
      ]);
      return launch;
    },
  };
}
