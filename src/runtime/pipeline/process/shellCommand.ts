import { execFileSync } from "node:child_process";
import { basename } from "node:path";

export interface ShellCommand {
  readonly program: string;
  readonly args: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As dvc starts a command: in the person's own shell, without its files of settings. */
export function shellCommand(command: string, env: Environment): ShellCommand {
  const program = env.SHELL || "/bin/sh";
  return { program, args: [...bare(program), "-c", command] };
}

function bare(program: string): readonly string[] {
  const name = basename(program).toLowerCase();
  if (name === "zsh") return ["--no-rcs"];
  if (name === "bash") return ["--noprofile", "--norc"];
  return name === "fish" && fishKnowsNoConfig(program) ? ["--no-config"] : [];
}

/** Since 3.3.0. */
function fishKnowsNoConfig(program: string): boolean {
  try {
    const said = execFileSync(program, ["--version"], { encoding: "utf8", timeout: 5000 });
    const [, major = "0", minor = "0"] = /(\d+)\.(\d+)\S*\s*$/.exec(said) ?? [];
    return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 3);
  } catch {
    return false; // it does not say: as an old one
  }
}
