import { type Document, isMap as isMapNode, isScalar, isSeq, parseDocument, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { entriesOf, isList, isMap, keyText } from "../dvc/mapKeys";
import { type Value, type ValueMap, WholeFloat } from "../dvc/values";

/** The text with the keys and values of `wanted`; comments, the order of keys and what is equal stay. */
export function editValues(text: string, wanted: ValueMap): string {
  const doc = parseDocument(text, { schema: "core", intAsBigInt: true, uniqueKeys: false, prettyErrors: false });
  if (isMapNode(doc.contents)) applyMap(doc.contents, wanted);
  else (doc as Document).contents = nodeOf(wanted);
  return doc.toString({
    lineWidth: 80,
    indentSeq: false,
    singleQuote: true,
    nullStr: "",
    flowCollectionPadding: false,
  });
}

function applyMap(node: YAMLMap, wanted: ValueMap): void {
  const left = new Map(entriesOf(wanted).map(([key, value]) => [keyText(key), value]));
  node.items = node.items.filter(({ key }) => left.has(nameOf(key)));
  for (const pair of node.items) {
    const name = nameOf(pair.key);
    pair.value = applied(pair.value, left.get(name) as Value);
    left.delete(name);
  }
  for (const [name, value] of left) node.set(name, nodeOf(value));
}

function applied(node: unknown, wanted: Value): unknown {
  if (isMapNode(node) && isMap(wanted)) applyMap(node, wanted);
  else if (isSeq(node) && isList(wanted) && node.items.length === wanted.length)
    node.items = node.items.map((item, index) => applied(item, wanted[index] as Value));
  else if (isScalar(node) && !isMap(wanted) && !isList(wanted)) {
    if (!saysTheSame(node.value, wanted)) return replaced(node, nodeOf(wanted) as Scalar);
  } else return nodeOf(wanted);
  return node;
}

/** With the comments of what it replaces. */
function replaced({ comment, commentBefore, spaceBefore }: Scalar, by: Scalar): Scalar {
  return Object.assign(by, { comment, commentBefore, spaceBefore });
}

function saysTheSame(there: unknown, wanted: Value): boolean {
  if (wanted instanceof WholeFloat) return there === wanted.value;
  return typeof there === "bigint" && typeof wanted === "number" ? Number(there) === wanted : there === wanted;
}

function nodeOf(value: Value): Scalar | YAMLMap | YAMLSeq {
  if (isList(value)) {
    const list = new YAMLSeq();
    list.items = value.map(nodeOf);
    return list;
  }
  if (isMap(value)) {
    const map = new YAMLMap();
    for (const [key, each] of entriesOf(value)) map.set(keyText(key), nodeOf(each));
    return map;
  }
  if (!(value instanceof WholeFloat)) return new Scalar(value);
  const scalar = new Scalar(value.value);
  scalar.minFractionDigits = 1;
  return scalar;
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.source ?? key.value ?? "") : String(key);
}
