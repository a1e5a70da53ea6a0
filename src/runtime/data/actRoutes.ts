import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { namedSection, setOption } from "../../core/dvc/config/editConfig";
import { ApiError, invalid } from "../../shared/apiError";
import { type ActRequest, type ActResult, readActRequest } from "../../shared/data";
import { ok, type Route } from "../kernel/http/route";
import type { Kernel } from "../kernel/kernel";
import { runOwnCommand } from "../kernel/ownCommand";
import { commandOf } from "./actCommand";
import { replaceFile } from "./files/replaceFile";
import { findGitRoot } from "./project/openRepository";
import { insideOf, projectRoot } from "./project/projectPath";

/** What can be done with data: each is a job, worked on by a command of ours in a process of its own. */
export function dataActRoutes({ jobs, events, places }: Pick<Kernel, "jobs" | "events" | "places">): Route[] {
  return [
    {
      method: "POST",
      path: "/api/tidemark/v1/data/acts",
      handle({ body }) {
        const asked = readActRequest(body, "");
        const { workspace } = places;
        const folder =
          asked.act === "init" ? insideOf(workspace, asked.project) : projectRoot(workspace, asked.project);
        const secret = secretOf(asked);
        const args = secret ? [] : [...commandOf(asked), ...(asked.act === "init" ? initFlags(folder) : [])];
        const job = jobs.start(
          `data ${asked.act}`,
          `${asked.act} ${asked.targets.join(" ")}`.trim(),
          async (report, signal) => {
            try {
              if (secret) return setSecret(folder, secret);
              return resultOf(await runOwnCommand({ args, folder, report, signal }));
            } finally {
              events.emit({ kind: "data", id: asked.project });
            }
          },
        );
        return ok({ job });
      },
    },
  ];
}

/** A button does not know what lies around the folder: without git, or below its root, dvc wants to be told. */
function initFlags(folder: string): string[] {
  const gitRoot = findGitRoot(folder);
  if (gitRoot === undefined) return ["--no-scm"];
  return gitRoot === folder ? [] : ["--subdir"];
}

interface Secret {
  readonly name: string;
  readonly option: string;
  readonly value: string;
}

/** What must not stand among a process's arguments, where others could read it. */
function secretOf({ act, local, name, option, to }: ActRequest): Secret | undefined {
  if (act !== "remote-modify" || !local || to === undefined || to === "") return undefined;
  if (name === undefined || option === undefined) return invalid("body: a remote's name and option are needed");
  return { name, option, value: to };
}

function setSecret(root: string, { name, option, value }: Secret): ActResult {
  const path = join(root, ".dvc", "config.local");
  replaceFile(path, setOption(textOf(path), namedSection("remote", name), option, value, ".dvc/config.local"), 0o600);
  chmodSync(path, 0o600);
  return { message: `${name}: ${option} is kept in .dvc/config.local`, failed: [], changed: [] };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** A command that did a part has said on stderr what it could not do. */
export function resultOf({
  code,
  stdout,
  notes,
}: {
  code: number;
  stdout: string;
  notes: readonly string[];
}): ActResult {
  const lines = stdout.split("\n").filter(Boolean);
  const said = notes.map((line) => line.replace(/^tidemark: /, "")).filter(Boolean);
  if (code === 2) throw new ApiError("INVALID_PARAMETER_VALUE", said.at(-1) ?? "it was refused");
  const last = lines.at(-1) ?? said.at(-1) ?? "done";
  if (code === 0) return { message: last, failed: [], changed: [] };
  const why = said.length > 0 ? said : [last];
  return { message: last, failed: why.slice(0, 50).map((each) => ({ path: "", why: each })), changed: [] };
}
