import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder in which nothing yet says that it logs runs. */
export function makeWorkspace(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "README.md"), "# A project\n");
}

/** Prints what a script finds in its environment, as JSON, into the file named. */
export const printEnvironment = `const fs = require("node:fs");
const [, , file] = process.argv;
fs.writeFileSync(file + ".part", JSON.stringify(process.env));
fs.renameSync(file + ".part", file);
`;

/** What a person's own script looks like to us: it only has to mention the tool. */
export const trainingScript = `import mlflow

with mlflow.start_run():
    mlflow.log_metric("loss", 0.5)
`;
