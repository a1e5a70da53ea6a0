import { spawn } from "node:child_process";
import { ApiError } from "../../../shared/apiError";
import { codeOf } from "../../kernel/home";

export interface SshPlace {
  readonly host: string;
  readonly user?: string | undefined;
  readonly port?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Seconds. */
  readonly timeout: number;
}

export interface Sitting {
  /** One a command that was begun, in their order: what it printed. The last one may have failed. */
  readonly printed: readonly (readonly string[])[];
  /** 0: all was done. */
  readonly code: number;
  /** What sftp said of what went wrong, the last lines. */
  readonly said: string;
}

export interface SftpOptions {
  readonly signal?: AbortSignal | undefined;
  /** When a command begins, those before are done. */
  begins?(index: number): void;
}

/** A path in a command of sftp; what stands in quotes is no pattern. */
export function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, "\\$&")}"`;
}

const prompt = /^sftp> /;
const longest = 4000;

/** Runs the commands in one connection of the system's OpenSSH: its own settings, keys, agent and known hosts count. */
export function sftp(place: SshPlace, commands: readonly string[], options: SftpOptions = {}): Promise<Sitting> {
  const { host, user, port, keyFile, timeout } = place;
  const words = [
    ...["-b", "-", "-o", "BatchMode=yes", "-o", `ConnectTimeout=${timeout}`, "-o", "ServerAliveInterval=15"],
    ...(port === undefined ? [] : ["-P", port]),
    ...(keyFile === undefined ? [] : ["-i", keyFile]),
    ...["--", user === undefined ? host : `${user}@${host}`],
  ];
  return new Promise((resolve, reject) => {
    const child = spawn("sftp", words, {
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.signal && { signal: options.signal }),
    });
    const printed: string[][] = [];
    let [rest, said] = ["", ""];
    const take = (line: string) => {
      if (prompt.test(line)) {
        options.begins?.(printed.length);
        printed.push([]);
      } else printed.at(-1)?.push(line);
    };
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      const lines = (rest + part).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line.replace(/\r$/, ""));
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      said = (said + part).slice(-longest);
    });
    child.on("error", (error) => {
      if (options.signal?.aborted) reject(options.signal.reason);
      else if (codeOf(error) === "ENOENT")
        reject(
          new ApiError(
            "INVALID_STATE",
            "SSH remotes need the command sftp of OpenSSH; install its client (openssh-client)",
          ),
        );
      else reject(error);
    });
    child.on("close", (code) => {
      if (rest !== "") take(rest);
      resolve({ printed, code: code ?? 255, said: said.trim() });
    });
    child.stdin.on("error", () => undefined); // it ended; `close` tells why
    child.stdin.end(`${commands.join("\n")}\n`);
  });
}

/** sftp's own words for why there is no connection, in one line. */
export function whyNot({ host }: SshPlace, { said }: Sitting): string {
  const lines = said.split("\n").map((line) => line.trim());
  const known = lines.find((line) =>
    /Permission denied|Host key verification|Could not resolve|Connection refused|timed out|No route|No space|quota/i.test(
      line,
    ),
  );
  const line =
    known ??
    lines.findLast((each) => each !== "" && !/^(Connection closed|Warning|@)/.test(each)) ??
    lines.at(-1) ??
    "";
  if (/Host key verification/.test(line)) return `the key of ${host} is not known here: connect once with ssh ${host}`;
  return line === "" ? `ssh to ${host} ended without a word` : line.replace(/\.$/, "");
}
