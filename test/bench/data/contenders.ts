import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Command, type Took, take } from "./commands";

/** Whose command line it is; both take the same words. */
export interface Contender {
  readonly name: "tidemark" | "dvc";
  run(cwd: string, ...words: string[]): Promise<Took>;
}

export interface Machine {
  readonly python: string;
  readonly cli: string;
  readonly scratch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Nothing of this machine's settings is seen, and dvc's state lies beside what is measured. */
export function isolate(scratch: string): Machine["env"] {
  const at = (name: string) => {
    const path = join(scratch, "settings", name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const gitconfig = join(at("home"), ".gitconfig");
  writeFileSync(gitconfig, "[user]\n  name = Bench\n  email = bench@example.com\n[init]\n  defaultBranch = main\n");
  return {
    ...process.env,
    HOME: at("home"),
    XDG_CONFIG_HOME: at("config"),
    XDG_CACHE_HOME: at("cache"),
    GIT_CONFIG_GLOBAL: gitconfig,
    GIT_CONFIG_NOSYSTEM: "1",
    DVC_SITE_CACHE_DIR: at("site"),
    DVC_NO_ANALYTICS: "1",
    DVC_TEST: "1",
    // certificates that this machine adds take node longer to read than its own start
    NODE_EXTRA_CA_CERTS: undefined,
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
  };
}

/** Commands on data are `tidemark data …` and `dvc …`. */
export function dataContenders(machine: Machine): readonly [Contender, Contender] {
  return [contender(machine, "tidemark", ["data"]), contender(machine, "dvc", [])];
}

export function pipelineContenders(machine: Machine): readonly [Contender, Contender] {
  return [contender(machine, "tidemark", []), contender(machine, "dvc", [])];
}

function contender(machine: Machine, name: Contender["name"], before: readonly string[]): Contender {
  const { python, cli, scratch, env } = machine;
  const start = name === "tidemark" ? [process.execPath, cli] : [python, "-m", "dvc"];
  return {
    name,
    run(cwd, ...words) {
      const [program = "", ...args] = [...start, ...before, ...words];
      const command: Command = { program, args, cwd, env };
      return take(command, scratch);
    },
  };
}
