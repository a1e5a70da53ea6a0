import type { ModelFacts } from "../modelFacts";
import { type Layout, layoutOf, type Slot, tableLayout } from "../protocols/layout";
import { BatchRefusal, type BatchTask, nameOf } from "./batchTask";

/** Where a column of the input goes. */
export interface Feed {
  readonly slot: Slot;
  /** Its place among the input's columns; -1: it may be left out, and is. */
  readonly column: number;
}

export interface Feeds {
  readonly layout: Layout;
  readonly feeds: readonly Feed[];
}

/** Which columns of the file the model takes: those that were named, those of its own names, or all in their order. */
export function feedsOf(
  facts: ModelFacts,
  names: readonly string[],
  task: Pick<BatchTask, "columns" | "known" | "input">,
): Feeds {
  const layout = oneValueACell(facts, task.columns?.length ?? names.length);
  const places = new Map(names.map((name, i) => [name, i]));
  if (places.size < names.length) {
    const twice = names.find((name, i) => places.get(name) !== i);
    throw new BatchRefusal(`${nameOf(task.input)}: column '${twice}' is there twice`);
  }
  const { known } = task;
  const isKnown = known?.length === layout.slots.length && known.every((name) => places.has(name));
  const wanted = task.columns ?? (layout.names === undefined && isKnown ? known : undefined);
  if (wanted !== undefined) {
    if (wanted.length !== layout.slots.length)
      throw new BatchRefusal(`--columns: the model takes ${layout.slots.length} columns, got ${wanted.length}`);
    return { layout, feeds: layout.slots.map((slot, i) => feed(slot, wanted[i] as string)) };
  }
  if (layout.names !== undefined) return { layout, feeds: layout.slots.map((slot) => feed(slot, slot.name)) };
  if (names.length !== layout.slots.length)
    throw new BatchRefusal(
      `${nameOf(task.input)}: expected ${layout.slots.length} columns, got ${names.length}, and the model does not say which; ` +
        "name them in its order: --columns a,b,c",
    );
  return { layout, feeds: layout.slots.map((slot, column) => ({ slot, column })) };

  function feed(slot: Slot, name: string): Feed {
    const column = places.get(name);
    if (column !== undefined) return { slot, column };
    if (slot.column !== undefined && !slot.column.required) return { slot, column: -1 };
    const there = names.slice(0, 12).map((each) => `'${each}'`);
    const rest = names.length > 12 ? ` and ${names.length - 12} more` : "";
    throw new BatchRefusal(
      `${nameOf(task.input)}: row 1: column '${name}', which the model takes, is missing; there are ${there.join(", ")}${rest}`,
    );
  }
}

/** A model of images or sequences takes as many columns as it has values a row. */
function oneValueACell(facts: ModelFacts, given: number): Layout {
  const layout = layoutOf(facts);
  if (layout.kind === "tensor" || layout.slots.length === 0) {
    const [input] = facts.inputs;
    if (input === undefined) throw new BatchRefusal("the model takes nothing");
    const sizes = input.shape.slice(1).map((size, i, all) => size ?? (all.length === 1 && i === 0 ? given : undefined));
    if (sizes.some((size) => size === undefined))
      throw new BatchRefusal(
        `the model's input '${input.name}' has sizes that it does not say, so no row of a table fits it`,
      );
    const width = sizes.reduce<number>((product, size) => product * (size as number), 1);
    return tableLayout([input], width, facts.columns?.length === width ? facts.columns : undefined);
  }
  const list = layout.slots.find(({ isSingle }) => !isSingle);
  if (list !== undefined)
    throw new BatchRefusal(`the model's input '${list.name}' is a list a row, and a table has one value a cell`);
  return layout;
}
