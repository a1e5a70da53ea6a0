/** Tells where answers end, and looks at nothing else of them. */
export interface AnswerEnds {
  /** The next bytes of one connection. True: an answer has ended with them; `failed` says how it went. */
  take(bytes: Buffer, length: number): boolean;
  /** The last answer had another status than 200. */
  readonly failed: boolean;
}

const [newline, carriage, colon] = [10, 13, 58];
const lengthName = Buffer.from("content-length");
const chunkEnd = Buffer.from("0\r\n\r\n");

/** One answer is under way at a time: nobody asks again before it has ended. */
export function createAnswerEnds(): AnswerEnds {
  /** Bytes of the body to come; undefined: the head is not whole yet. Infinite: it comes in chunks. */
  let left: number | undefined;
  let held: Buffer | undefined;
  let failed = false;

  function begin(bytes: Buffer, length: number): boolean {
    const head = readHead(bytes, length);
    if (head === undefined) {
      held = Buffer.from(bytes.subarray(0, length));
      return false;
    }
    failed = head.failed;
    left = head.body;
    return body(bytes, head.end, length);
  }

  function body(bytes: Buffer, from: number, to: number): boolean {
    if (left === Number.POSITIVE_INFINITY) {
      if (to - from < 5 || bytes.compare(chunkEnd, 0, 5, to - 5, to) !== 0) return false;
    } else {
      left = (left as number) - (to - from);
      if (left > 0) return false;
    }
    left = undefined;
    return true;
  }

  return {
    get failed() {
      return failed;
    },
    take(bytes, length) {
      if (left !== undefined) return body(bytes, 0, length);
      if (held === undefined) return begin(bytes, length);
      const whole = Buffer.concat([held, bytes.subarray(0, length)]);
      held = undefined;
      return begin(whole, whole.length);
    },
  };
}

interface Head {
  readonly failed: boolean;
  readonly end: number;
  readonly body: number;
}

/** Undefined: there is more of it to come. */
function readHead(bytes: Buffer, length: number): Head | undefined {
  let body = Number.POSITIVE_INFINITY;
  let line = 0;
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== newline) continue;
    if (bytes[line] === carriage)
      return { failed: bytes[9] !== 50 || bytes[10] !== 48 || bytes[11] !== 48, end: at + 1, body };
    if (bytes[line + lengthName.length] === colon && isLength(bytes, line)) body = numberIn(bytes, line, at);
    line = at + 1;
  }
  return undefined;
}

function isLength(bytes: Buffer, from: number): boolean {
  for (let i = 0; i < lengthName.length; i++) if (((bytes[from + i] as number) | 32) !== lengthName[i]) return false;
  return true;
}

function numberIn(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
  }
  return value;
}
