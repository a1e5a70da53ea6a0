/** Text that grows, mostly of numbers: a million of them as strings would be as many objects. */
export interface NumberWriter {
  text(text: string): void;
  /** One of a few single characters. */
  sign(code: number): void;
  /** With the nine digits that tell every float32 from its neighbours. What is not finite is null. */
  short(value: number): void;
  bytes(): Uint8Array;
}

const encoder = new TextEncoder();
const powers = Array.from({ length: 18 }, (_, i) => 10 ** i);
const digits = 9;
/** Of these no number is longer than this. */
const longest = 32;

export function createNumberWriter(): NumberWriter {
  let bytes = new Uint8Array(1 << 16);
  let at = 0;

  function room(wanted: number): void {
    if (at + wanted <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, at + wanted));
    larger.set(bytes.subarray(0, at));
    bytes = larger;
  }
  function text(each: string): void {
    room(each.length * 3);
    at += encoder.encodeInto(each, bytes.subarray(at)).written;
  }
  /** `value`, which is `whole` / 10^`places`, without zeros at its end. */
  function fixed(whole: number, places: number): void {
    let [rest, point] = [whole, places];
    while (point > 0 && rest % 10 === 0) {
      rest /= 10;
      point--;
    }
    let count = point + 1;
    while (count < powers.length && rest >= (powers[count] as number)) count++;
    let end = at + count + (point > 0 ? 1 : 0);
    const next = end;
    for (let i = 0; i < count; i++) {
      if (i === point && point > 0) bytes[--end] = 46;
      bytes[--end] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    at = next;
  }

  return {
    text,
    sign(code) {
      room(1);
      bytes[at++] = code;
    },
    short(value) {
      if (!Number.isFinite(value)) return text("null");
      const size = Math.abs(value);
      if (size !== 0 && (size < 1e-6 || size >= 1e9)) return text(String(Number(value.toPrecision(digits))));
      room(longest);
      if (value < 0) bytes[at++] = 45;
      let exponent = 0; // digits before the point, or minus the zeros behind it
      if (size >= 1) while (size >= (powers[exponent] as number)) exponent++;
      else if (size > 0) while (size * (powers[1 - exponent] as number) < 1) exponent--;
      const places = Math.min(digits - exponent, powers.length - 3);
      fixed(Math.round(size * (powers[places] as number)), places);
    },
    bytes: () => bytes.subarray(0, at),
  };
}
