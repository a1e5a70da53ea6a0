/** RFC 1321, of a text that is all ASCII; for the lists of folders, where there is no node to ask. */
export function md5Text(text: string): string {
  const words = paddedWords(text);
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < words.length; block += 16) {
    const before = [a, b, c, d] as const;
    for (let step = 0; step < 64; step++) {
      const [mix, at] = mixed(step, b, c, d);
      const sum = (a + mix + (sines[step] as number) + (words[block + at] as number)) | 0;
      const turn = turns[(step >> 4) * 4 + (step & 3)] as number;
      [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
    }
    [a, b, c, d] = [(a + before[0]) | 0, (b + before[1]) | 0, (c + before[2]) | 0, (d + before[3]) | 0];
  }
  return [a, b, c, d].map(hexOf).join("");
}

const sines = Int32Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32) | 0);
const turns = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

function mixed(step: number, b: number, c: number, d: number): readonly [mix: number, at: number] {
  if (step < 16) return [(b & c) | (~b & d), step];
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) & 15];
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) & 15];
  return [c ^ (b | ~d), (7 * step) & 15];
}

/** Little endian, ended by a one, zeros and the number of bits. */
function paddedWords(text: string): Int32Array {
  const { length } = text;
  const words = new Int32Array((((length + 8) >> 6) + 1) * 16);
  for (let at = 0; at < length; at++)
    words[at >> 2] = (words[at >> 2] as number) | (text.charCodeAt(at) << ((at & 3) * 8));
  words[length >> 2] = (words[length >> 2] as number) | (0x80 << ((length & 3) * 8));
  words[words.length - 2] = length << 3;
  words[words.length - 1] = Math.floor(length / 2 ** 29);
  return words;
}

function hexOf(word: number): string {
  return [0, 8, 16, 24].map((shift) => ((word >>> shift) & 255).toString(16).padStart(2, "0")).join("");
}
