import type { Engine } from "./engine";
import { type OnnxOptions, openOnnxEngine } from "./onnxEngine";
import { type ModelFile, withModelFile } from "./readFile";
import { openTreeEngine } from "./treeEngine";

/** Opens a model in this process. Throws an OnnxFault for a file that is none or that onnxruntime cannot run. */
export function openLocalEngine(file: ModelFile, options: OnnxOptions = {}): Promise<Engine> {
  const open = () => withModelFile(file, (read) => openOnnxEngine(read, options));
  return withModelFile(
    file,
    async (read) => openTreeEngine(read, { ...options, open }) ?? (await openOnnxEngine(read, options)),
  );
}
