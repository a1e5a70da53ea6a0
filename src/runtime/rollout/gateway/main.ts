import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileLog } from "../../kernel/fileLog";
import { createLog } from "../../kernel/log";
import { openAccessLog } from "../../serving/serving";
import { openControl } from "./control";
import { type DeploymentFolder, deploymentFolder } from "./folder";
import { openGateway } from "./gateway";
import type { GatewayFile, Plan } from "./plan";
import { tryFormOf } from "./tryForm";

// The process of one deployment: `node gateway.js HOME NAME`. Outlives the runtime that started it; its folder says where it is.

const longestEnd = 15_000;
const lookEvery = 2000;

async function main([home = "", name = ""]: readonly string[]): Promise<void> {
  const folder = lastingFolder(deploymentFolder(home, name));
  const file = createFileLog(join(home, "logs", `serving-${name}.log`));
  const log = createLog((line) => file.write(line));
  const plan = folder.read<Plan>("plan.json");
  if (plan === undefined) throw new Error(`${folder.path}: no plan`);
  const access = openAccessLog(join(home, "logs", `access-${name}.log`));
  const gateway = await openGateway({ folder, home }, plan, log, access);
  if (plan.port !== gateway.port) folder.write("plan.json", { ...plan, port: gateway.port });

  const place = mkdtempSync(join(tmpdir(), "tidemark-"));
  const control =
    process.platform === "win32" ? `\\\\.\\pipe\\${randomBytes(12).toString("hex")}` : join(place, "control");
  const token = randomBytes(32).toString("base64url");
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), longestEnd); // who hangs on to it has had time
    folder.remove("gateway.json");
    await gateway.close();
    access.close();
    file.close();
    rmSync(place, { recursive: true, force: true });
    process.exit(0);
  };
  await openControl(control, token, {
    status: () => ({ ...gateway.status(), pid: process.pid, url: gateway.url }),
    live: (body) => ({
      ...gateway.live((body as { since: number }).since),
      deployment: { ...gateway.status(), pid: process.pid, url: gateway.url },
      started: Date.now() - process.uptime() * 1000,
    }),
    form: async () => tryFormOf(gateway),
    apply: async (body) => gateway.apply(body as Plan),
    promote: async (body) => {
      const { by, variant, full } = body as { by: string; variant?: string; full?: boolean };
      return { refused: await gateway.promote(by, variant, full === true) };
    },
    pause: async (body) => ({ refused: await gateway.pause((body as { by: string }).by) }),
    rollback: async (body) => {
      const { by, why } = body as { by: string; why?: string };
      return { refused: await gateway.rollBack(by, why) };
    },
    report: (body) => gateway.report(body as { metric?: string; covariate?: string }),
    watch: (body) => gateway.traffic.watch((body as { watched: boolean }).watched),
    traffic: async () => {
      await gateway.traffic.flush();
      return { waiting: gateway.waiting() };
    },
    stop: () => {
      setImmediate(() => void end()); // it ends the process
    },
  });
  folder.write("gateway.json", { pid: process.pid, url: gateway.url, control, token } satisfies GatewayFile);
  log.info("serving", { deployment: name, url: gateway.url });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end()); // it ends the process
  setInterval(() => {
    if (!folder.isThere()) void end(); // its workspace is gone, and with it everybody who could find us
  }, lookEvery);
  say({ url: gateway.url });
}

/** Nothing is written any more where somebody took the plan away. */
function lastingFolder(folder: DeploymentFolder): DeploymentFolder & { isThere(): boolean } {
  const isThere = () => existsSync(join(folder.path, "plan.json"));
  return {
    ...folder,
    isThere,
    write(name, value) {
      if (isThere()) folder.write(name, value);
    },
  };
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

process.stdout.on("error", () => undefined); // who started us may be gone
main(process.argv.slice(2)).catch((error: unknown) => {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 2;
  setTimeout(() => process.exit(2), 100);
});
