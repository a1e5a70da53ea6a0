import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Code } from "./codeFromNpm";

export interface ServerOptions {
  readonly code: Code;
  /** Settings, logs and state of this VS Code; extensions too. */
  readonly home: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lets the window's address carry what the desktop takes as flags, and mutes notifications. */
  readonly testDriver?: boolean;
  /** False: folders start untrusted, as a person meets them. */
  readonly trusted?: boolean;
  readonly extensions?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** For the server's Node and what it forks: the extension host, our runtime. */
  readonly nodeFlags?: readonly string[];
}

export interface Server {
  readonly port: number;
  /** Of a window on this folder. */
  address(folder: string | undefined, payload?: readonly (readonly [string, string])[]): string;
  /** A path on this machine, as the window names it. */
  remote(path: string): string;
  stop(): Promise<void>;
}

/** What a quiet, reproducible window needs. */
const quiet = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "security.workspace.trust.startupPrompt": "never",
  "git.openRepositoryInParentFolders": "never",
  // its text is then on the page, to be read
  "terminal.integrated.gpuAcceleration": "off",
};

const secondsToStart = 60;

export async function startServer(options: ServerOptions): Promise<Server> {
  const { code, home } = options;
  mkdirSync(join(home, "User"), { recursive: true });
  writeFileSync(join(home, "User/settings.json"), JSON.stringify({ ...quiet, ...options.settings }, undefined, 2));
  const token = randomBytes(16).toString("hex");
  const child = spawn(
    code.node,
    [
      ...(options.nodeFlags ?? []),
      code.server,
      "--host=127.0.0.1",
      "--port=0",
      `--connection-token=${token}`,
      "--accept-server-license-terms",
      "--telemetry-level=off",
      "--disable-update-check",
      `--user-data-dir=${home}`,
      `--server-data-dir=${home}`,
      `--extensions-dir=${options.extensions ?? join(home, "extensions")}`,
      ...(options.testDriver ? ["--enable-smoke-test-driver"] : []),
      ...((options.trusted ?? true) ? ["--disable-workspace-trust"] : []),
    ],
    {
      // of its own group: it starts an extension host, a watcher and terminals, which end with it
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        // MLflow's threads for it now and then trip over each other, and the script fails
        MLFLOW_DISABLE_TELEMETRY: "true",
        ...options.env,
        EXTENSIONS_GALLERY: '{"serviceUrl":""}',
      },
    },
  );
  const stop = () => endGroup(child);
  try {
    const port = await portOf(child);
    const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
    return {
      port,
      remote,
      stop,
      address(folder, payload) {
        const url = new URL(`http://127.0.0.1:${port}/`);
        url.searchParams.set("tkn", token);
        if (folder !== undefined)
          url.searchParams.set(folder.endsWith(".code-workspace") ? "workspace" : "folder", folder);
        if (payload) url.searchParams.set("payload", JSON.stringify(payload));
        return url.href;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** It says where it listens in its own time; what it says before is kept for the error. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string) => reject(new Error(`VS Code's server ${why}\n${said.slice(-4000)}`));
    const timer = setTimeout(() => fail(`did not start in ${secondsToStart} s`), secondsToStart * 1000);
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-20_000);
      const port = /listening on (\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (status) => {
      clearTimeout(timer);
      fail(`ended with ${status}`);
    });
  });
}

async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });
  signalGroup(pid, "SIGTERM");
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000))]);
  signalGroup(pid, "SIGKILL");
  await ended;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // the whole group is gone already, which is what was wanted
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
