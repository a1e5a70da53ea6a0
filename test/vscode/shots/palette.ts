import { deflateSync } from "node:zlib";
import { chunk, headerOf, type Pixels, readPng, signature } from "./png";

const most = 256;

export interface Palette {
  readonly chunk: Buffer;
  /** The colour for the pixel at this byte. */
  indexOf(rgb: Buffer, at: number): number;
}

/** A part of a picture. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The same picture with at most 256 colours, which a screenshot does not miss: about a third of the bytes. */
export function toPalette(png: Buffer): Buffer {
  const picture = readPng(png);
  const palette = chooseColours([picture.rgb]);
  const data = packed(picture, { left: 0, top: 0, ...picture }, palette);
  return Buffer.concat([
    signature,
    headerOf(picture),
    palette.chunk,
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

export function packed({ width, rgb }: Pixels, area: Area, palette: Palette): Buffer {
  const rows = Buffer.alloc(area.height * (area.width + 1)); // each row begins with its filter: none
  for (let y = 0; y < area.height; y++)
    for (let x = 0; x < area.width; x++)
      rows[y * (area.width + 1) + 1 + x] = palette.indexOf(rgb, ((area.top + y) * width + area.left + x) * 3);
  return deflateSync(rows, { level: 9 });
}

/** Colours that are close share a bucket; the fullest buckets stay, the others go to the nearest. */
export function chooseColours(pictures: readonly Buffer[]): Palette {
  const bucketAt = (rgb: Buffer, at: number) =>
    (((rgb[at] ?? 0) >> 2) << 12) | (((rgb[at + 1] ?? 0) >> 2) << 6) | ((rgb[at + 2] ?? 0) >> 2);
  const buckets = new Map<number, [number, number, number, number]>();
  for (const rgb of pictures)
    for (let at = 0; at < rgb.length; at += 3) {
      const key = bucketAt(rgb, at);
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
  return {
    chunk: chunk("PLTE", Buffer.from(colours.flat())),
    indexOf: (rgb, at) => places.get(bucketAt(rgb, at)) ?? 0,
  };
}
