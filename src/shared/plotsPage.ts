import { integer, list, object, optional, type Reader, string } from "./readers";

/** `GET …/pipeline/plots?project=…`: the plots of a project as they lie there, as `tidemark plots show` draws them. */
export interface PlotsPage {
  readonly plots: readonly ProjectPlot[];
  /** What could not be drawn, and why. */
  readonly faults: readonly { readonly name: string; readonly message: string }[];
}

export interface ProjectPlot {
  readonly name: string;
  /** Of Vega-Lite, its data in it. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /** Of one that is pictures: data addresses. */
  readonly images?: readonly { readonly file: string; readonly address: string }[];
  /** How many rows there are, where not all of them are drawn. */
  readonly rows?: number;
}

const spec: Reader<Readonly<Record<string, unknown>>> = (value, at) => {
  object({})(value, at);
  return value as Readonly<Record<string, unknown>>;
};

export const readPlotsPage = object<PlotsPage>({
  plots: list(
    object<ProjectPlot>({
      name: string,
      spec: optional(spec) as Reader<Readonly<Record<string, unknown>>>,
      images: optional(list(object({ file: string, address: string }))) as Reader<{ file: string; address: string }[]>,
      rows: optional(integer) as Reader<number>,
    }),
  ),
  faults: list(object({ name: string, message: string })),
});
