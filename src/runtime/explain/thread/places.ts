import type { ModelFile } from "../../serving/serving";
import type { ExplainChoice } from "../prepared";

/** A table as the thread finds it. */
export type TablePlace =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly place: string;
      /** The commit whose version of it this is. */
      readonly version?: string | undefined;
    }
  | {
      readonly kind: "predictions";
      readonly folder: string;
      readonly place: string;
      readonly from?: number | undefined;
      readonly to?: number | undefined;
    };

export interface ExplainTask extends ExplainChoice {
  readonly model: ModelFile;
  readonly data: TablePlace;
  readonly background?: TablePlace | undefined;
  readonly output?: string | undefined;
}

export interface RowTask {
  readonly model: ModelFile;
  readonly features: readonly unknown[];
  readonly columns: readonly string[];
  /** Where the request was logged: rows beside it say what is usual. */
  readonly folder: string;
  /** Whose rows these are, by the log's heads. */
  readonly logged: { readonly model: string; readonly version: string };
}
