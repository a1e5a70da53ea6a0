import type { Engine } from "./engine";
import { findForest } from "./findForest";
import { type OnnxOptions, openOnnxEngine } from "./onnxEngine";
import { type ModelFile, withModelFile } from "./readFile";
import { createTreeEngine } from "./treeEngine";

/** Opens a model in this process. Throws an OnnxFault for a file that is none or that onnxruntime cannot run. */
export function openLocalEngine(file: ModelFile, options: OnnxOptions = {}): Promise<Engine> {
  const open = () => withModelFile(file, (read) => openOnnxEngine(read, options));
  return withModelFile(file, async (read) => {
    const { source, model, facts } = read;
    const forest = findForest(source, model, facts);
    if (forest === undefined) return openOnnxEngine(read, options);
    return createTreeEngine({ forest, facts, open, onBatch: options.onBatch });
  });
}
