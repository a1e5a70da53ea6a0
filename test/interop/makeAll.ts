import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rootAbove } from "../cli/tidemark";
import { makePython } from "./venv";

// Makes every Python that the tests here use, before two of them want the same one. What fails is told by the tests.
const folder = join(rootAbove(__dirname), "test/interop");
const lists = readdirSync(folder).filter((name) => /requirements\.txt$/i.test(name));
void Promise.allSettled(lists.map((name) => makePython(join(folder, name)))).then(() => process.exit(0));
