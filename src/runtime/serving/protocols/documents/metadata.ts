import type { ModelFacts } from "../../modelFacts";
import { datatypes } from "../datatypes";

/** `GET /v2`. */
export function v2Server(version: string) {
  return { name: "tidemark", version, extensions: ["binary_tensor_data"] };
}

/** `GET /v2/models/N`. `versions`: all that answer under the name. */
export function v2Model({ name, inputs, outputs, classes, probabilities }: ModelFacts, versions: readonly string[]) {
  const tensor = (each: ModelFacts["inputs"][number]) => ({
    name: each.name,
    datatype: datatypes[each.type],
    shape: each.shape.map((size) => size ?? -1),
  });
  return {
    name,
    versions,
    platform: "onnxruntime_onnx",
    inputs: inputs.map(tensor),
    // which probability is whose
    outputs: outputs.map((each, i) =>
      classes && i === probabilities ? { ...tensor(each), parameters: { classes } } : tensor(each),
    ),
  };
}

/** `GET /v2/models/N/ready`. */
export function v2Ready({ name }: ModelFacts, isReady: boolean) {
  return { name, ready: isReady };
}

/** `POST /v2/repository/index`. */
export function v2Index(models: readonly ModelFacts[], isReady: boolean) {
  return models.map(({ name, version }) => ({
    name,
    version,
    state: isReady ? "READY" : "UNAVAILABLE",
    reason: "",
  }));
}

/** `GET /v1/models`. */
export function v1Models(names: readonly string[]) {
  return { models: names };
}

/** `GET /v1/models/N`: as KServe says it, and as TensorFlow Serving does. */
export function v1Model(name: string, versions: readonly string[], isReady: boolean) {
  return {
    name,
    ready: isReady,
    model_version_status: versions.map((version) => ({
      version,
      state: isReady ? "AVAILABLE" : "LOADING",
      status: { error_code: "OK", error_message: "" },
    })),
  };
}
