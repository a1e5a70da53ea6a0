/** Counts by place, places rising: differences and counts as numbers of seven bits a byte, in base64. */
export function packCounts(counts: Iterable<readonly [at: number, count: number]>): string {
  const bytes: number[] = [];
  const put = (value: number) => {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
    bytes.push(left);
  };
  let before = 0;
  for (const [at, count] of counts) {
    put(at - before);
    put(count);
    before = at;
  }
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** What is torn off ends there. */
export function* unpackCounts(packed: string): Iterable<readonly [at: number, count: number]> {
  const text = atob(packed);
  let place = 0;
  const take = (): number => {
    let [value, scale] = [0, 1];
    while (place < text.length) {
      const byte = text.charCodeAt(place++);
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    return value;
  };
  let at = 0;
  while (place < text.length) {
    at += take();
    yield [at, take()];
  }
}
