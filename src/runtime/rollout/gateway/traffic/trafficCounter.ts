import {
  addNumber,
  addNumbers,
  createNumberSketch,
  type NumberSketch,
  type Strided,
} from "../../../../core/monitors/sketch/numberSketch";
import { addText, createTextSketch, type TextSketch } from "../../../../core/monitors/sketch/textSketch";
import { type ColumnSketch, createTraffic, type Traffic } from "../../../../core/monitors/sketch/traffic";
import { columnsOf, type ModelFacts, type Outcome, type Tensor, tableInput } from "../../../serving/serving";

/** Counts what goes by. It stands in the way of every answer: a few nanoseconds a value, and no object. */
export interface TrafficCounter {
  add(outcome: Outcome): void;
  /** What was counted since the last time. */
  take(now: number): Traffic;
}

/** Rows of one request: a batch of many would push all others out, in the log of predictions too. */
const mostRows = 1000;
/** Wider tables hold pictures or texts in numbers. */
const mostColumns = 300;

/** Of a model that tells more apart, the probability of each says little. */
const mostClasses = 20;
/** Rows of tables that are put by, and then counted column by column: that costs a tenth. */
const mostWaiting = 1024;

/** How the rows of one model are counted. */
interface Reader {
  read(outcome: Outcome): void;
  /** What was put by is counted. */
  settle(): void;
}

export function createTrafficCounter(start: number, redacted: readonly string[]): TrafficCounter {
  let traffic = createTraffic(start, start);
  let readers = new Map<ModelFacts, Reader>();

  return {
    add(outcome) {
      const { choice, code, milliseconds, ask, outputs } = outcome;
      if (choice === undefined) return;
      traffic.requests++;
      if (code >= 500) traffic.errors++;
      addNumber(traffic.latency, milliseconds);
      if (ask === undefined || outputs === undefined) return;
      traffic.rows += Math.min(ask.rows, mostRows);
      const { facts } = choice.variant.engine;
      let reader = readers.get(facts);
      if (reader === undefined) {
        reader = createReader(facts, traffic.columns, redacted);
        readers.set(facts, reader);
      }
      reader.read(outcome);
    },
    take(now) {
      for (const reader of readers.values()) reader.settle();
      const full = traffic;
      full.to = now;
      traffic = createTraffic(now, now);
      readers = new Map();
      return full;
    },
  };
}

function createReader(facts: ModelFacts, columns: Traffic["columns"], redacted: readonly string[]): Reader {
  const isTable = tableInput(facts) !== undefined;
  const names = columnsOf(facts).slice(0, mostColumns);
  const types = facts.inputs.map(({ type }) => type);
  const sketches = names.map((name, i) =>
    redacted.includes(name) ? undefined : sketchIn(columns, name, types[isTable ? 0 : i] as Tensor["type"]),
  );
  const predicted = facts.outputs[facts.prediction];
  const prediction = predicted && sketchIn(columns, "prediction", predicted.type);
  const { probabilities, classes = [] } = facts;
  const odds = (classes.length > mostClasses ? [] : classes).map((each) =>
    sketchIn(columns, `probability_${each}`, "float32"),
  );
  const waiting = createWaiting((data, step, rows) => {
    for (let i = 0; i < Math.min(sketches.length, step); i++) {
      const sketch = sketches[i];
      if (sketch?.kind === "number") addNumbers(sketch.numbers, data, { from: i, step, rows });
    }
  });
  const readEach = (inputs: readonly Tensor[], rows: number) => {
    for (const [i, sketch] of sketches.entries()) {
      const tensor = inputs[isTable ? 0 : i];
      if (sketch === undefined || tensor === undefined) continue;
      const width = widthOf(tensor);
      if (isTable) addAll(sketch, tensor, { from: i, step: width, rows });
      else if (width === 1) addAll(sketch, tensor, { from: 0, step: 1, rows });
    }
  };
  return {
    settle: waiting.settle,
    read({ ask, outputs }) {
      if (ask === undefined || outputs === undefined) return;
      const rows = Math.min(ask.rows, mostRows);
      const [table] = ask.inputs;
      if (isTable && table && isPlain(table.type)) waiting.put(table.data as Float32Array, widthOf(table), rows);
      else readEach(ask.inputs, rows);
      const given = outputs[facts.prediction];
      if (prediction && given && widthOf(given) === 1) addAll(prediction, given, { from: 0, step: 1, rows });
      const said = probabilities === undefined ? undefined : outputs[probabilities];
      if (said && widthOf(said) === odds.length)
        for (let k = 0; k < odds.length; k++)
          addAll(odds[k] as ColumnSketch, said, { from: k, step: odds.length, rows });
    },
  };
}

/** Rows one after the other until there are enough of them; of wide ones what is counted. */
function createWaiting(count: (data: Float64Array, width: number, rows: number) => void) {
  let data = new Float64Array();
  let [width, rows] = [0, 0];
  const settle = () => {
    if (rows > 0) count(data, width, rows);
    rows = 0;
  };
  return {
    settle,
    put(more: Float32Array, wide: number, many: number): void {
      const counted = Math.min(wide, mostColumns);
      if (counted !== width || rows + many > mostWaiting) settle();
      if (counted !== width) {
        data = new Float64Array(mostWaiting * counted);
        width = counted;
      }
      if (counted === wide) data.set(more.length === many * wide ? more : more.subarray(0, many * wide), rows * wide);
      else
        for (let row = 0; row < many; row++)
          data.set(more.subarray(row * wide, row * wide + counted), (rows + row) * counted);
      rows += many;
    },
  };
}

/** Numbers as they are. */
function isPlain(type: Tensor["type"]): boolean {
  return type !== "string" && type !== "int64" && type !== "uint64" && type !== "float16";
}

function widthOf({ dims, data }: Tensor): number {
  return dims[0] ? data.length / dims[0] : data.length;
}

function sketchIn(columns: Traffic["columns"], name: string, type: Tensor["type"]): ColumnSketch {
  const kind = type === "string" ? "text" : "number";
  const found = columns.get(name);
  if (found?.kind === kind) return found;
  const made: ColumnSketch =
    kind === "text"
      ? { kind, texts: createTextSketch() }
      : { kind, isBool: type === "bool", numbers: createNumberSketch() };
  columns.set(name, made);
  return made;
}

function addAll(sketch: ColumnSketch, { data, type }: Tensor, places: Strided): void {
  if (sketch.kind === "text") addTexts(sketch.texts, data as readonly unknown[], places);
  else if (type === "int64" || type === "uint64") addLongs(sketch.numbers, data as BigInt64Array, places);
  else if (isPlain(type)) addNumbers(sketch.numbers, data as Float32Array, places);
}

function addLongs(sketch: NumberSketch, data: BigInt64Array, { from, step, rows }: Strided): void {
  for (let row = 0, at = from; row < rows; row++, at += step) addNumber(sketch, Number(data[at]));
}

/** A text that is empty is a value as any other; a label may be one. */
function addTexts(sketch: TextSketch, data: readonly unknown[], { from, step, rows }: Strided): void {
  for (let row = 0, at = from; row < rows; row++, at += step) addText(sketch, String(data[at]));
}
