import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cli, ended, start } from "../../cli/tidemark";
import type { Dvc } from "./dvc";

/** Ours and dvc's word on the same repository. */
export interface Both {
  readonly cwd: string;
  write(files: Readonly<Record<string, string>>): void;
  /** `tidemark …`; throws with what it said when it does not end with the code. */
  ours(argv: readonly string[], code?: number): Promise<{ out: string; err: string }>;
  dvc(argv: readonly string[], code?: number): Promise<string>;
  /** `pipeline status --json` says what `dvc status --json` says; returns it. */
  sameStatus(...argv: string[]): Promise<unknown>;
  /** Nothing is left to do, in the words of either. */
  clean(): Promise<void>;
}

export function bothIn(dvc: Dvc, cwd: string): Both {
  const saved = { ...process.env };
  const ours: Both["ours"] = async (argv, code = 0) => {
    Object.assign(process.env, dvc.env);
    const child = start(cli, argv, cwd);
    for (const key of Object.keys(dvc.env)) {
      if (saved[key] === undefined) delete process.env[key];
      else process.env[key] = saved[key];
    }
    const said = await ended(child);
    assert.equal(said.code, code, `tidemark ${argv.join(" ")}: ${said.out}${said.err}`);
    return said;
  };
  const real: Both["dvc"] = async (argv, code = 0) => {
    const said = await dvc.run(cwd, ...argv);
    assert.equal(said.code, code, `dvc ${argv.join(" ")}: ${said.stdout}${said.stderr}`);
    return said.stdout;
  };
  const sameStatus = async (...argv: string[]) => {
    const [mine, theirs] = await Promise.all([
      ours(["pipeline", "status", "--json", ...argv]),
      real(["status", "--json", ...argv]),
    ]);
    const said: unknown = JSON.parse(theirs);
    assert.deepEqual(JSON.parse(mine.out), said);
    return said;
  };
  return {
    cwd,
    ours,
    dvc: real,
    sameStatus,
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(cwd, name)), { recursive: true });
        writeFileSync(join(cwd, name), text);
      }
    },
    async clean() {
      assert.deepEqual(await sameStatus(), {});
      assert.match(await real(["repro"]), /Data and pipelines are up to date/);
      assert.match((await ours(["repro", "--no-track"])).out, /Data and pipelines are up to date/);
    },
  };
}
