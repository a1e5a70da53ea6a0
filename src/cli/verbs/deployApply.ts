import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readDeployment } from "../../shared/deployments";
import { UsageError } from "../args";
import { askRuntime } from "../deploy/askRuntime";
import { checkFile } from "../deploy/checkFile";
import { deployments } from "../deploy/path";
import { describe } from "../deploy/tell";
import { defineVerb } from "../verb";

export const deployApply = defineVerb({
  usage: "FILE [--port N]",
  about: `Brings up the deployment that FILE describes, or changes the one of its name to it without losing a request. A file
that is refused, or a model that does not load, leaves what runs as it was; one that was taken back begins again. It goes on when this command has ended.

Examples:
  tidemark deploy apply deploy/churn.yaml
  tidemark deploy apply deploy/churn.yaml --port 8080 --json

With --json: {name, url}.`,
  options: {
    host: { kind: "text", value: "ADDRESS", help: "where to listen (default: 127.0.0.1, this machine alone)" },
    "api-key": { kind: "text", value: "KEY", help: "ask for this key; an empty one asks for none any more" },
    port: { kind: "integer", value: "N", help: "default: the one it had, else any free one" },
  },
  words: { least: 1, most: 1 },
  async run({ workspace, words: [given = ""], options: { host, port, "api-key": apiKey }, json, out }) {
    if (port !== undefined && (port < 0 || port > 65_535))
      throw new UsageError(`--port: ${port} is no port; 0 to 65535`);
    const file = resolve(given);
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      throw new UsageError(
        `${given}: ${(error as NodeJS.ErrnoException).code === "ENOENT" ? "is not there" : String(error)}`,
      );
    }
    if (!checkFile(text, given, out)) return 2;
    const answer = await askRuntime(workspace, "POST", deployments, { text, file, host, port, apiKey });
    const status = readDeployment(answer, "reply");
    if (json) out.document({ name: status.name, url: status.url });
    else out.print(describe(status));
    return 0;
  },
});
