/** Dots by the hundred thousand: written into pixels, since a canvas takes seconds for so many circles. */
export interface DotField {
  /** In pixels of the screen. */
  readonly width: number;
  readonly height: number;
  /** Red lowest, as an ImageData keeps them. */
  readonly pixels: Uint32Array;
  readonly image: ImageData;
}

export function createField(width: number, height: number): DotField {
  const image = new ImageData(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
  return { width: image.width, height: image.height, pixels: new Uint32Array(image.data.buffer), image };
}

/** How much of each pixel a dot covers, of 0 to 255, around its middle. */
export interface Stamp {
  readonly size: number;
  readonly cover: Uint8Array;
}

export function createStamp(radius: number): Stamp {
  const reach = Math.ceil(radius);
  const size = 2 * reach + 1;
  const cover = new Uint8Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const away = Math.hypot(x - reach, y - reach);
      cover[y * size + x] = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - away)));
    }
  return { size, cover };
}

/** Lays a dot over what is there; what lies outside of the field is cut. */
export function stampDot(
  { width, height, pixels }: DotField,
  { size, cover }: Stamp,
  x: number,
  y: number,
  ink: number,
) {
  const left = Math.round(x) - (size >> 1);
  const top = Math.round(y) - (size >> 1);
  for (let row = 0; row < size; row++) {
    const at = top + row;
    if (at < 0 || at >= height) continue;
    for (let column = 0; column < size; column++) {
      const across = left + column;
      const share = cover[row * size + column] as number;
      if (share === 0 || across < 0 || across >= width) continue;
      const place = at * width + across;
      pixels[place] = share === 255 ? ink : blend(pixels[place] as number, ink, share);
    }
  }
}

function blend(below: number, ink: number, share: number): number {
  const under = below >>> 24;
  if (under === 0) return ((share << 24) | (ink & 0xffffff)) >>> 0;
  const mix = (shift: number) => {
    const [a, b] = [(below >>> shift) & 255, (ink >>> shift) & 255];
    return Math.round(a + ((b - a) * share) / 255);
  };
  const alpha = share + (under * (255 - share)) / 255;
  return ((Math.round(alpha) << 24) | (mix(16) << 16) | (mix(8) << 8) | mix(0)) >>> 0;
}

/** `rgb(1, 2, 3)`, as a page's colours are told, as a pixel. */
export function inkOf(colour: string): number {
  const [red = 128, green = 128, blue = 128] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Colours from low over the middle to high. */
export function rampOf(ends: readonly [low: string, middle: string, high: string], steps = 64): Uint32Array {
  const inks = ends.map(inkOf);
  return Uint32Array.from({ length: steps }, (_, i) => {
    const at = (i / (steps - 1)) * 2;
    const [from, to] = at < 1 ? [inks[0], inks[1]] : [inks[1], inks[2]];
    const share = Math.round(255 * (at < 1 ? at : at - 1));
    return blend(from as number, to as number, share);
  });
}
