/** A model as a function of rows, of which each has `width` numbers. */
export interface AskedModel {
  readonly width: number;
  /** Numbers that it gives for a row. */
  readonly outputs: number;
  /** Rows one behind the other; so are the answers. */
  ask(rows: Float64Array, count: number): Promise<Float64Array>;
}

/** Explanations of rows, one behind the other. */
export interface Explained {
  readonly rows: number;
  /** [row][feature][output] */
  readonly values: Float64Array | Float32Array;
  /** [output] */
  readonly base: Float64Array;
  /** [row][output] */
  readonly predictions: Float64Array;
}

/** One row of features that are known or not: what the model gives on average when those that are not come from the background. */
export interface Game {
  /** Features in which the row differs from the background: all others have no part in it. */
  readonly players: Int32Array;
  /** `coalitions`: for each a mark a player. Means over the background, [coalition][output]. */
  play(coalitions: Uint8Array, count: number): Promise<Float64Array>;
}

/** Rows that a model is asked for at once. */
const batchRows = 16_384;

/** `background`: rows one behind the other. */
export function createGame(model: AskedModel, background: Float64Array, row: Float64Array): Game {
  const { width, outputs } = model;
  const rows = background.length / width;
  const players = varying(background, row, width);

  async function play(coalitions: Uint8Array, count: number): Promise<Float64Array> {
    const means = new Float64Array(count * outputs);
    const atOnce = Math.max(1, Math.floor(batchRows / rows));
    for (let from = 0; from < count; from += atOnce) {
      const some = Math.min(atOnce, count - from);
      const asked = new Float64Array(some * rows * width);
      for (let i = 0; i < some; i++)
        fill(asked.subarray(i * rows * width, (i + 1) * rows * width), coalitions, from + i);
      const answers = await model.ask(asked, some * rows);
      for (let i = 0; i < some * rows; i++) {
        const at = (from + Math.floor(i / rows)) * outputs;
        for (let k = 0; k < outputs; k++)
          means[at + k] = (means[at + k] as number) + (answers[i * outputs + k] as number) / rows;
      }
    }
    return means;
  }
  function fill(target: Float64Array, coalitions: Uint8Array, coalition: number): void {
    target.set(background);
    for (let player = 0; player < players.length; player++) {
      if (coalitions[coalition * players.length + player] === 0) continue;
      const feature = players[player] as number;
      const value = row[feature] as number;
      for (let at = feature; at < target.length; at += width) target[at] = value;
    }
  }
  return { players, play };
}

function varying(background: Float64Array, row: Float64Array, width: number): Int32Array {
  const found: number[] = [];
  for (let feature = 0; feature < width; feature++) {
    const value = row[feature] as number;
    for (let at = feature; at < background.length; at += width)
      if (!isSame(background[at] as number, value)) {
        found.push(feature);
        break;
      }
  }
  return Int32Array.from(found);
}

/** As near as numpy's `isclose` wants it, which shap asks. */
function isSame(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b) || (Number.isNaN(a) && Number.isNaN(b));
}

/** One row: a number a feature and output. */
export type ExplainRow = (game: Game, outputs: number, target: Float64Array) => Promise<void>;

/** Row after row. `onRow` hears how many are done. */
export async function explainRows(
  model: AskedModel,
  data: Float64Array,
  background: Float64Array,
  explainRow: ExplainRow,
  onRow: (done: number) => void = () => undefined,
): Promise<Explained> {
  const { width, outputs } = model;
  const rows = data.length / width;
  const values = new Float64Array(rows * width * outputs);
  for (let row = 0; row < rows; row++) {
    const game = createGame(model, background, data.subarray(row * width, (row + 1) * width));
    const target = values.subarray(row * width * outputs, (row + 1) * width * outputs);
    if (game.players.length > 0) await explainRow(game, outputs, target);
    onRow(row + 1);
  }
  return { rows, values, base: await meanAnswer(model, background), predictions: await askAll(model, data) };
}

async function meanAnswer(model: AskedModel, background: Float64Array): Promise<Float64Array> {
  const answers = await askAll(model, background);
  const rows = background.length / model.width;
  const mean = new Float64Array(model.outputs);
  for (let i = 0; i < answers.length; i++) {
    const k = i % model.outputs;
    mean[k] = (mean[k] as number) + (answers[i] as number) / rows;
  }
  return mean;
}

async function askAll(model: AskedModel, data: Float64Array): Promise<Float64Array> {
  const rows = data.length / model.width;
  const all = new Float64Array(rows * model.outputs);
  for (let from = 0; from < rows; from += batchRows) {
    const to = Math.min(rows, from + batchRows);
    all.set(await model.ask(data.subarray(from * model.width, to * model.width), to - from), from * model.outputs);
  }
  return all;
}
