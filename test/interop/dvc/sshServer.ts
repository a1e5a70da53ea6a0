import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "../freePort";

export interface SshServer {
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  /** In front of PATH: an sftp that reads settings of the test instead of this machine's. */
  readonly path: string;
  stop(): Promise<void>;
}

/** Where the system has it; TIDEMARK_SSHD names another one. */
export function findSshd(): string | undefined {
  return [process.env.TIDEMARK_SSHD ?? "", "/usr/sbin/sshd", "/usr/bin/sshd"].find(
    (path) => path !== "" && existsSync(path),
  );
}

/** A real OpenSSH server of this user on a free port. */
export async function startSshd(sshd: string, folder: string): Promise<SshServer> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const at = (name: string) => join(folder, name);
  for (const name of ["host", "client"])
    if (!existsSync(at(name))) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(name)]);
  writeFileSync(at("authorized"), readFileSync(at("client.pub")), { mode: 0o600 });
  const port = await freePort();
  writeFileSync(
    at("sshd_config"),
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${at("host")}`,
      `AuthorizedKeysFile ${at("authorized")}`,
      `PidFile ${at("pid")}`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin yes",
      "MaxStartups 100",
      "Subsystem sftp internal-sftp",
      "",
    ].join("\n"),
  );
  writeFileSync(at("known"), `[127.0.0.1]:${port} ${readFileSync(at("host.pub"), "utf8")}`);
  writeFileSync(
    at("ssh_config"),
    `UserKnownHostsFile ${at("known")}\nGlobalKnownHostsFile /dev/null\nIdentitiesOnly yes\n`,
  );
  const real = execFileSync("sh", ["-c", "command -v sftp"], { encoding: "utf8" }).trim();
  writeFileSync(join(bin, "sftp"), `#!/bin/sh\nexec ${real} -F ${at("ssh_config")} "$@"\n`);
  chmodSync(join(bin, "sftp"), 0o755);
  const child = spawn(sshd, ["-D", "-e", "-f", at("sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    said = (said + part).slice(-3000);
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${said}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
  return { port, user: userInfo().username, keyFile: at("client"), path: bin, stop: () => ended(child) };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGKILL");
  });
}
