import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const most = 256;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel. */
  readonly rgb: Buffer;
}

/** The same picture with at most 256 colours, which a screenshot does not miss: about a third of the bytes. */
export function toPalette(png: Buffer): Buffer {
  const { width, height, rgb } = read(png);
  const { colours, indexOf } = chooseColours(rgb);
  const rows = Buffer.alloc(height * (width + 1)); // each row begins with its filter: none
  for (let y = 0, from = 0; y < height; y++)
    for (let x = 0; x < width; x++, from += 3) rows[y * (width + 1) + 1 + x] = indexOf(from);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(colours.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Colours that are close share a bucket; the fullest buckets stay, the others go to the nearest. */
function chooseColours(rgb: Buffer): { colours: number[][]; indexOf(at: number): number } {
  const bucketAt = (at: number) =>
    (((rgb[at] ?? 0) >> 2) << 12) | (((rgb[at + 1] ?? 0) >> 2) << 6) | ((rgb[at + 2] ?? 0) >> 2);
  const buckets = new Map<number, [number, number, number, number]>();
  for (let at = 0; at < rgb.length; at += 3) {
    const key = bucketAt(at);
    const sums = buckets.get(key) ?? [0, 0, 0, 0];
    if (sums[3] === 0) buckets.set(key, sums);
    for (const i of [0, 1, 2] as const) sums[i] += rgb[at + i] ?? 0;
    sums[3]++;
  }
  const kept = [...buckets].sort(([, a], [, b]) => b[3] - a[3]).slice(0, most);
  const mean = ([r, g, b, n]: readonly [number, number, number, number]) => [r / n, g / n, b / n].map(Math.round);
  const colours = kept.map(([, sums]) => mean(sums));
  const nearest = (colour: readonly number[]) => {
    const far = (other: readonly number[]) => other.reduce((sum, value, i) => sum + (value - (colour[i] ?? 0)) ** 2, 0);
    return colours.reduce((best, other, i) => (far(other) < far(colours[best] ?? []) ? i : best), 0);
  };
  const places = new Map([...buckets].map(([key, sums]) => [key, nearest(mean(sums))]));
  return { colours, indexOf: (at) => places.get(bucketAt(at)) ?? 0 };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** As browsers write them: 8 bits, RGB or RGBA, not interlaced. */
function read(png: Buffer): Pixels {
  const parts: Buffer[] = [];
  let header: Buffer = Buffer.alloc(0);
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = data;
    if (type === "IDAT") parts.push(data);
    at += length + 12;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, kind] = [header[8], header[9]];
  if (depth !== 8 || (kind !== 2 && kind !== 6)) throw new Error(`a PNG of depth ${depth} and kind ${kind}`);
  const size = kind === 6 ? 4 : 3;
  const plain = unfilter(inflateSync(Buffer.concat(parts)), width * size, height, size);
  if (size === 3) return { width, height, rgb: plain };
  const rgb = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) plain.copy(rgb, i * 3, i * 4, i * 4 + 3);
  return { width, height, rgb };
}

function unfilter(raw: Buffer, stride: number, height: number, size: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= size ? (out[at - size] ?? 0) : 0;
      const up = y > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = x >= size && y > 0 ? (out[at - stride - size] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[at] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
