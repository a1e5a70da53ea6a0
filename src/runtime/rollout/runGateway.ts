import { spawn } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { ApiError } from "../../shared/apiError";
import { askGateway } from "./askGateway";
import type { DeploymentFolder } from "./gateway/folder";
import type { GatewayFile } from "./gateway/plan";

/** Beside the bundle that this code is in. */
const program = join(__dirname, "gateway.js");

/** The gateway of a deployment if it takes orders. Its process number says less: one that was killed may still have it. */
export async function findGateway(folder: DeploymentFolder): Promise<GatewayFile | undefined> {
  const found = folder.read<GatewayFile>("gateway.json");
  return found !== undefined && (await isAnswering(found)) ? found : undefined;
}

export function isAnswering({ control }: GatewayFile): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(control);
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}

/** Lets it answer what it has. One that hangs, or that never comes to an end, is killed. */
export async function endGateway(gateway: GatewayFile): Promise<void> {
  await askGateway(gateway, "stop").catch(() => undefined);
  for (let tries = 0; tries < 200; tries++) {
    if (!(await isAnswering(gateway))) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  process.kill(gateway.pid, "SIGKILL"); // it took the connection just now: the number is still its own
}

/** Starts one that lives on without us. Rejects with its own words if it cannot answer. */
export async function runGateway(home: string, name: string, folder: DeploymentFolder): Promise<GatewayFile> {
  const child = spawn(process.execPath, [program, home, name], {
    detached: true,
    windowsHide: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = new Promise<never>((_, fail) => child.once("error", fail)); // it could not be started at all
  const said = await Promise.race([firstLine(child.stdout), ended]);
  child.stdout.destroy();
  child.unref();
  const { error } = JSON.parse(said) as { readonly error?: string };
  if (error !== undefined) throw new ApiError("INVALID_PARAMETER_VALUE", error);
  const found = await findGateway(folder);
  if (found === undefined) throw new ApiError("INTERNAL_ERROR", `The gateway of '${name}' ended as soon as it was up`);
  return found;
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((done) => {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (part: string) => {
      text += part;
      if (text.includes("\n")) done(text.slice(0, text.indexOf("\n")));
    });
    stream.on("end", () =>
      done(text === "" ? JSON.stringify({ error: "the gateway's process ended at its start" }) : text),
    );
  });
}
