import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Model } from "../../../core/onnx/model";
import type { Source } from "../../../core/onnx/source";
import { lengthOf, type Piece } from "../../../core/onnx/write";

/** What is loaded in place of a file that had to be changed. */
export interface EditedModel {
  readonly model: string | Uint8Array;
  /** Once it is loaded. */
  dispose(): void;
}

/** Above this a second copy in memory would be felt: it goes through a file. */
const mostInMemory = 64 * 1024 * 1024;
const chunk = 8 * 1024 * 1024;

/** The file with its pieces in their order; weights that lie beside it are found from there, too. */
export function editedModel(
  path: string,
  source: Source,
  { externalFiles }: Model,
  pieces: readonly Piece[],
): EditedModel {
  if (externalFiles.length === 0 && lengthOf(pieces) <= mostInMemory)
    return { model: whole(source, pieces), dispose: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "tidemark-"));
  const dispose = () => rmSync(folder, { recursive: true, force: true });
  try {
    const model = join(folder, "model.onnx");
    writePieces(model, source, pieces);
    for (const name of externalFiles) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      symlinkSync(resolve(dirname(path), name), join(folder, name));
    }
    return { model, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function whole(source: Source, pieces: readonly Piece[]): Uint8Array {
  const bytes = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const part of parts(source, pieces)) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function writePieces(path: string, source: Source, pieces: readonly Piece[]): void {
  const file = openSync(path, "w", 0o600);
  try {
    for (const part of parts(source, pieces)) for (let at = 0; at < part.length; ) at += writeSync(file, part, at);
  } finally {
    closeSync(file);
  }
}

function* parts(source: Source, pieces: readonly Piece[]): Iterable<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else for (let at = piece.from; at < piece.to; at += chunk) yield source.read(at, Math.min(chunk, piece.to - at));
  }
}
