import { object, optional, type Reader, string } from "../readers";

export interface ExplainParams {
  /** As the runtime takes it: a .onnx file, models:/NAME/VERSION; of logged predictions it may be left out. */
  readonly model?: string;
  /** How the model is called on the page: `churn v5`. */
  readonly name?: string;
  /** A table's address; without one what the model was trained on. */
  readonly data?: string;
  readonly background?: string;
  /** A logged prediction, which the page begins with. */
  readonly request?: string;
}

export const readExplainParams = object<ExplainParams>({
  model: optional(string) as Reader<string>,
  name: optional(string) as Reader<string>,
  data: optional(string) as Reader<string>,
  background: optional(string) as Reader<string>,
  request: optional(string) as Reader<string>,
});
