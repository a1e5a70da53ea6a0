import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { runMocha } from "./counts";

/** What VS Code's extension host calls: runs suite/*.test.js in there. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 60_000 });
  const folder = join(__dirname, "suite");
  const asked = (process.env.TIDEMARK_TEST_FILES ?? "").split(" ").filter(Boolean);
  const isAsked = (file: string) => asked.length === 0 || asked.includes(`suite/${file}`);
  for (const file of readdirSync(folder).sort())
    if (file.endsWith(".test.js") && isAsked(file)) mocha.addFile(join(folder, file));
  const counts = await runMocha(mocha);
  if (process.env.TIDEMARK_TEST_COUNTS) writeFileSync(process.env.TIDEMARK_TEST_COUNTS, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} failed`);
}
