import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { sharedFile } from "../../kernel/sharedFile";
import { type Gate, readShared } from "./readShared";

/** Finds the gate of a node of a project, by its address from the project's root. */
export type FindGate = (address: string) => Gate | undefined;

/** Gates stand in the tidemark.yaml of the project, or of a folder above it up to the repository's: the nearest counts. */
export async function readGates(root: string): Promise<FindGate> {
  const gates: Gate[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, sharedFile))) gates.push(...(await readShared(folder)).gates);
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) break;
  }
  return (address) => gates.find(({ node, folder }) => node === addressFrom(folder, root, address));
}

/** `train` of the project `churn` is `churn/dvc.yaml:train` to who looks from above. */
function addressFrom(folder: string, root: string, address: string): string {
  const below = relative(folder, root).split(sep).join("/");
  if (below === "") return address;
  const hasFile = address.endsWith(".dvc") || /(^|\/)dvc\.yaml(:|$)/.test(address);
  return `${below}/${hasFile ? address : `dvc.yaml:${address}`}`;
}
