import { type Area, chooseColours, packed } from "./palette";
import { chunk, headerOf, type Pixels, readPng, signature } from "./png";

/** Pictures of one window as an animated PNG that begins anew: each frame after the first holds what has changed alone. */
export function toAnimation(pngs: readonly Buffer[], milliseconds: number): Buffer {
  const frames = pngs.map(readPng);
  const [first] = frames;
  if (first === undefined) throw new Error("an animation of nothing");
  const palette = chooseColours(frames.map(({ rgb }) => rgb));
  let sequence = 0;
  const parts = frames.flatMap((frame, i) => {
    const area = i === 0 ? { left: 0, top: 0, ...frame } : changedArea(frames[i - 1] as Pixels, frame);
    const control = Buffer.alloc(26);
    control.writeUInt32BE(sequence++, 0);
    for (const [at, value] of [area.width, area.height, area.left, area.top].entries())
      control.writeUInt32BE(value, 4 + 4 * at);
    control.writeUInt16BE(milliseconds, 20);
    control.writeUInt16BE(1000, 22);
    const data = packed(frame, area, palette);
    if (i === 0) return [chunk("fcTL", control), chunk("IDAT", data)];
    const numbered = Buffer.alloc(4 + data.length);
    numbered.writeUInt32BE(sequence++, 0);
    data.copy(numbered, 4);
    return [chunk("fcTL", control), chunk("fdAT", numbered)];
  });
  const animation = Buffer.alloc(8);
  animation.writeUInt32BE(frames.length, 0); // and 0: for ever
  return Buffer.concat([
    signature,
    headerOf(first),
    chunk("acTL", animation),
    palette.chunk,
    ...parts,
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function changedArea(before: Pixels, { width, height, rgb }: Pixels): Area {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      if (rgb.compare(before.rgb, at, at + 3, at, at + 3) === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < 0) return { left: 0, top: 0, width: 1, height: 1 };
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}
