import { boolean, integer, list, object, oneOf, optional, type Reader, string } from "./readers";

/**
 * Named views of the run table. They stand in tidemark.yaml at the workspace root, under `views`, so that a team shares them.
 * GET /api/tidemark/v1/views → SavedViews; PUT /api/tidemark/v1/views/{name} with a SavedView writes it, DELETE takes it away.
 */
export interface SavedView {
  readonly name: string;
  /** By name: ids differ from one machine to the next. Absent: whichever is open. */
  readonly experiment?: string;
  readonly filter?: string;
  /** In their order. Absent: the columns that differ. */
  readonly columns?: readonly ViewColumn[];
  readonly sort?: readonly ViewSort[];
  /** The key of a column, `params.model`. */
  readonly group?: string;
  /** A run's id. */
  readonly baseline?: string;
}

export interface ViewColumn {
  /** As in the run table (`params.lr`), or a base fact: `status`, `start_time`, `duration`, `user`. */
  readonly key: string;
  /** Pixels. */
  readonly width?: number;
  readonly pinned?: boolean;
  /** Of a metric: which of its values. */
  readonly show?: (typeof shownValues)[number];
}

export const shownValues = ["last", "best", "min", "max"] as const;

export interface ViewSort {
  readonly key: string;
  readonly descending?: boolean;
}

export interface SavedViews {
  readonly views: readonly SavedView[];
  /** In the file but not fit to be shown: name and what is wrong with it. */
  readonly broken: readonly { readonly name: string; readonly why: string }[];
}

const optionalText = optional(string) as Reader<string>;

const fields = {
  experiment: optionalText,
  filter: optionalText,
  columns: optional(
    list(
      object<ViewColumn>({
        key: string,
        width: optional(integer) as Reader<number>,
        pinned: optional(boolean) as Reader<boolean>,
        show: optional(oneOf(...shownValues)) as Reader<"last">,
      }),
    ),
  ) as Reader<ViewColumn[]>,
  sort: optional(list(object<ViewSort>({ key: string, descending: optional(boolean) as Reader<boolean> }))) as Reader<
    ViewSort[]
  >,
  group: optionalText,
  baseline: optionalText,
};

/** A view as it stands under its name. */
export const readViewBody: Reader<Omit<SavedView, "name">> = object<Omit<SavedView, "name">>(fields);

export const readSavedView: Reader<SavedView> = object<SavedView>({ name: string, ...fields });

export const readSavedViews: Reader<SavedViews> = object<SavedViews>({
  views: list(readSavedView),
  broken: list(object<{ name: string; why: string }>({ name: string, why: string })),
});
