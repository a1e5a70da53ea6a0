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

/** Lays dots of one size into a field; what lies outside is cut. */
export type Dotter = (x: number, y: number, ink: number) => void;

/** `isSoft`: with smooth edges, which is lost where dots lie by the ten thousand, and costs as much as all the rest. */
export function createDotter({ width, height, pixels }: DotField, radius: number, isSoft: boolean): Dotter {
  const reach = Math.ceil(radius);
  const cells: { across: number; down: number; share: number }[] = [];
  for (let down = -reach; down <= reach; down++)
    for (let across = -reach; across <= reach; across++) {
      const share = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(across, down))));
      if (isSoft ? share > 0 : share >= 128) cells.push({ across, down, share: isSoft ? share : 255 });
    }
  const steps = Int32Array.from(cells, ({ across, down }) => down * width + across);
  const shares = Uint8Array.from(cells, ({ share }) => share);
  const lay = (place: number, i: number, ink: number): void => {
    const share = shares[i] as number;
    pixels[place] = share === 255 ? ink : blend(pixels[place] as number, ink, share);
  };
  return (x, y, ink) => {
    const [left, top] = [Math.round(x), Math.round(y)];
    const middle = top * width + left;
    if (left >= reach && left < width - reach && top >= reach && top < height - reach) {
      for (let i = 0; i < steps.length; i++) lay(middle + (steps[i] as number), i, ink);
      return;
    }
    for (const [i, { across, down }] of cells.entries()) {
      const [column, row] = [left + across, top + down];
      if (column >= 0 && column < width && row >= 0 && row < height) lay(row * width + column, i, ink);
    }
  };
}

function blend(below: number, ink: number, share: number): number {
  const under = below >>> 24;
  if (under === 0) return ((share << 24) | (ink & 0xffffff)) >>> 0;
  const alpha = share + ((under * (255 - share)) >> 8);
  return (
    ((alpha << 24) |
      (mix(below, ink, 16, share) << 16) |
      (mix(below, ink, 8, share) << 8) |
      mix(below, ink, 0, share)) >>>
    0
  );
}

function mix(below: number, ink: number, shift: number, share: number): number {
  const from = (below >>> shift) & 255;
  return from + (((((ink >>> shift) & 255) - from) * share) >> 8);
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
