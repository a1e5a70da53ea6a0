import { FileError } from "../../shared/apiError";
import { Lines } from "../yaml/lines";
import { type PlacedMap, placedValues } from "../yaml/placedValues";
import { checkSchema, kindOf, type Rule } from "./pipeline/schema";

export interface FileFault {
  readonly message: string;
  /** Offsets into the text. */
  readonly from: number;
  readonly to: number;
}

/** All that a file's rule finds wrong with a text. An empty text has no root. */
export async function checkFile(
  text: string,
  rule: Rule & { kind: "keys" },
): Promise<{ readonly root?: PlacedMap; readonly faults: readonly FileFault[] }> {
  const read = await placedValues(text);
  if ("fault" in read) return { faults: [read.fault] };
  const { root } = read;
  if (root.kind === "scalar" && root.value === null) return { faults: [] };
  if (root.kind !== "map") return { faults: [{ message: `expected keys and values, not ${kindOf(root)}`, ...root }] };
  const faults: FileFault[] = [];
  checkSchema(root, (message, { from, to }) => faults.push({ message, from, to }), rule);
  return { root, faults };
}

/** As `checkFile`, and throws the first fault with its place. */
export async function readChecked(
  text: string,
  name: string,
  rule: Rule & { kind: "keys" },
): Promise<PlacedMap | undefined> {
  const { root, faults } = await checkFile(text, rule);
  const [first] = faults;
  if (first) throw new FileError(name, new Lines(text).place(first), first.message);
  return root;
}
