import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";

export type VegaView = View;

export interface VegaWish {
  readonly into: HTMLElement;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly renderer: "svg" | "canvas";
  readonly pointAt?: ((datum: unknown) => void) | undefined;
  readonly open?: ((datum: unknown) => void) | undefined;
  /** What the mark under the pointer says of itself, and where on the screen; undefined: none. */
  tell(said: Readonly<Record<string, unknown>> | undefined, x: number, y: number): void;
  isStillWanted(): boolean;
}

/** A loader that loads nothing: data is always in the spec. */
const noLoader = {
  load: () => Promise.reject(new Error("a chart loads nothing")),
  sanitize: () => Promise.reject(new Error("a chart links to nothing")),
  http: () => Promise.reject(new Error("a chart loads nothing")),
  file: () => Promise.reject(new Error("a chart loads nothing")),
  options: {},
};

/** Compiles and draws a spec without making code of it: expressions are walked as trees. Undefined: no longer wanted. */
export async function createVegaView(wish: VegaWish): Promise<View | undefined> {
  const { spec } = compile(wish.spec as unknown as TopLevelSpec);
  const container = document.createElement("div");
  const view = new View(parse(spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: wish.renderer,
    container,
    hover: true,
    loader: noLoader,
    tooltip: (_handler, event, _item, value) => {
      // as a view is made or goes it calls without an event
      const at = event as MouseEvent | null;
      const isThere = typeof value === "object" && value !== null && at !== null && at.type !== "mouseout";
      wish.tell(isThere ? value : undefined, at?.clientX ?? 0, at?.clientY ?? 0);
    },
  });
  await view.runAsync();
  if (!wish.isStillWanted()) {
    view.finalize();
    return undefined;
  }
  if (wish.pointAt) {
    const { pointAt } = wish;
    view.addEventListener("mouseover", (_event, item) => pointAt(item?.datum));
    view.addEventListener("mouseout", () => pointAt(undefined));
  }
  if (wish.open) {
    const { open } = wish;
    view.addEventListener("click", (_event, item) => {
      if (item?.datum) open(item.datum);
    });
  }
  wish.into.replaceChildren(container);
  return view;
}

/** Lets one run stand out, in a spec that has `nearParam` of specs/points.ts. */
export function highlightIn(view: View, run: string | undefined): void {
  view.signal("near", run ?? null).run();
}
