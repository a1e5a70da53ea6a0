/** A condition on rows, read. */
export type Node =
  | { readonly kind: "value"; readonly value: Literal }
  | { readonly kind: "list"; readonly values: readonly Node[] }
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "minus"; readonly of: Node }
  | { readonly kind: "and" | "or"; readonly left: Node; readonly right: Node }
  | { readonly kind: "sum"; readonly sign: string; readonly left: Node; readonly right: Node }
  | { readonly kind: "compare"; readonly sign: CompareSign; readonly left: Node; readonly right: Node }
  | { readonly kind: "in"; readonly left: Node; readonly right: Node }
  | { readonly kind: "call"; readonly of: Node; readonly method: string; readonly given: readonly Node[] };

export type Literal = number | string | boolean | null;
export type CompareSign = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Names of the columns that a condition looks at. */
export function columnsIn(node: Node): readonly string[] {
  switch (node.kind) {
    case "column":
      return [node.name];
    case "value":
      return [];
    case "list":
      return node.values.flatMap(columnsIn);
    case "not":
    case "minus":
      return columnsIn(node.of);
    case "call":
      return [node.of, ...node.given].flatMap(columnsIn);
    case "and":
    case "or":
    case "sum":
    case "compare":
    case "in":
      return [node.left, node.right].flatMap(columnsIn);
  }
}
