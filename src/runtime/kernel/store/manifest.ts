import { join } from "node:path";
import { crc32 } from "./crc";
import type { Files } from "./files";

/** Which image is the current one. Everything else is in the image. */
export interface Manifest {
  readonly image: number;
}

const format = 1;

export function readManifest(files: Files, folder: string): Manifest | "missing" | "damaged" {
  const bytes = files.read(join(folder, "MANIFEST"));
  if (!bytes) return "missing";
  const [line = "", sum = ""] = bytes.toString("utf8").split("\n");
  if (sum !== sumOf(line)) return "damaged";
  const found = JSON.parse(line) as Manifest & { format: number };
  if (found.format !== format)
    throw new Error(`${folder} has the format ${found.format}; this Tidemark reads ${format}`);
  return { image: found.image };
}

export function writeManifest(files: Files, folder: string, { image }: Manifest): void {
  const line = JSON.stringify({ format, image });
  const path = join(folder, "MANIFEST");
  files.remove(`${path}.new`);
  const handle = files.create(`${path}.new`);
  try {
    handle.write(Buffer.from(`${line}\n${sumOf(line)}\n`), 0);
    handle.sync();
  } finally {
    handle.close();
  }
  files.rename(`${path}.new`, path);
  files.syncFolder(folder);
}

function sumOf(line: string): string {
  return crc32(Buffer.from(line)).toString(16).padStart(8, "0");
}
