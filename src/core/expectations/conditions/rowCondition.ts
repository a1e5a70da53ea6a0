import { unable } from "../outcome";
import { parseCondition } from "./parse";
import type { CompareSign, Literal, Node } from "./tree";

/** A `row_condition` in any of the ways in which Great Expectations takes it. */
export function readRowCondition(given: unknown, parser: unknown): Node | undefined {
  if (given === undefined || given === null || given === "") return undefined;
  if (typeof given === "string")
    return typeof parser === "string" && parser.startsWith("great_expectations")
      ? ofColumn(given)
      : parseCondition(given);
  return typeof given === "object" && !Array.isArray(given)
    ? ofObject(given as Readonly<Record<string, unknown>>)
    : unable(`Invalid condition type: ${typeof given}`);
}

/** `col("age") > 18`, `col("city").notNull()`. */
function ofColumn(source: string): Node {
  const found = /^\s*col\("((?:[^"])+)"\)\s*(.*?)\s*$/s.exec(source);
  const [, name = "", rest = ""] = found ?? [];
  if (found && /^\.notnull\(\)$/i.test(rest))
    return { kind: "call", of: { kind: "column", name }, method: "notnull", given: [] };
  const compared =
    /^(==|!=|<=|>=|<|>)\s*(?:([+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|(?:date\()?(?:"([^"]+)"|'([^']+)')\)?)$/.exec(rest);
  if (!found || !compared) return unable(`unable to parse condition: ${source}`);
  const [, sign = "==", number, double, single] = compared;
  const value = number !== undefined ? Number(number) : (double ?? single ?? "");
  return {
    kind: "compare",
    sign: sign as CompareSign,
    left: { kind: "column", name },
    right: { kind: "value", value },
  };
}

type Given = Readonly<Record<string, unknown>>;

function ofObject(given: Given): Node {
  const name = (): Node => {
    const column = given.column as Given | string | undefined;
    const text = typeof column === "string" ? column : column?.name;
    return typeof text === "string" ? { kind: "column", name: text } : unable("row_condition: column is missing");
  };
  switch (given.type) {
    case "pass_through":
      return parseCondition(String(given.pass_through_filter));
    case "nullity":
      return { kind: "call", of: name(), method: given.is_null === true ? "isnull" : "notnull", given: [] };
    case "and":
    case "or": {
      const kind = given.type;
      const parts = (Array.isArray(given.conditions) ? given.conditions : []).map((each) => ofObject(each as Given));
      return parts.reduce((left, right) => ({ kind, left, right }));
    }
    case "comparison": {
      const { operator, parameter } = given;
      if (operator === "IN" || operator === "NOT_IN") {
        const values = (Array.isArray(parameter) ? parameter : []).map(
          (each): Node => ({ kind: "value", value: each as Literal }),
        );
        const inside: Node = { kind: "in", left: name(), right: { kind: "list", values } };
        return operator === "IN" ? inside : { kind: "not", of: inside };
      }
      return {
        kind: "compare",
        sign: String(operator) as CompareSign,
        left: name(),
        right: { kind: "value", value: parameter as Literal },
      };
    }
    default:
      return unable(`Unable to determine Condition type from dict: ${JSON.stringify(given)}`);
  }
}
