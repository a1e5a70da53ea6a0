import type { ChartRun } from "./model";
import type { Paints } from "./paint";
import { type ParallelRoom, traceParallel, yOf } from "./parallelDraw";
import type { Placed } from "./parallelModel";
import { escaped } from "./sceneSvg";

export interface ParallelPicture {
  readonly axes: readonly Placed[];
  readonly room: ParallelRoom;
  readonly ys: readonly Float32Array[];
  readonly lines: readonly ChartRun[];
  readonly through: Uint8Array | undefined;
  readonly paints: Paints;
  readonly title: string;
  colourOf(line: number): string;
}

/** Parallel coordinates as they stand, as an SVG file. */
export function parallelSvg({ axes, room, ys, lines, through, paints, title, colourOf }: ParallelPicture): string {
  const head = 22;
  const line = (i: number, stroke: string, opacity: number) =>
    `<path d="${pathOf(room, ys, i)}" stroke="${escaped(stroke)}" stroke-opacity="${opacity}"><title>${escaped(lines[i]?.name ?? "")}</title></path>`;
  const all = lines.map((_, i) => i);
  const chosen = all.filter((i) => !through || through[i]);
  const others = all.filter((i) => through && !through[i]);
  const height = room.height + head;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${room.width}" height="${height}" viewBox="0 0 ${room.width} ${height}" font-family="${escaped(paints.font)}" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${room.width}" height="${height}" fill="${escaped(paints.page)}"/>`,
    ...axes.map(({ label }, i) => {
      const anchor = i === 0 ? "start" : i === axes.length - 1 ? "end" : "middle";
      const x = i === 0 ? 0 : i === axes.length - 1 ? room.width : (room.xs[i] ?? 0);
      return `<text x="${x}" y="14" text-anchor="${anchor}" fill="${escaped(paints.label)}">${escaped(label)}</text>`;
    }),
    `<g transform="translate(0 ${head})">`,
    `<g fill="none" stroke-width="1.25">`,
    ...others.map((i) => line(i, paints.cursor, 0.3)),
    ...chosen.map((i) => line(i, colourOf(i), 0.8)),
    "</g>",
    ...axes.flatMap(({ ticks }, i) => {
      const x = room.xs[i] ?? 0;
      return [
        `<line x1="${x}" x2="${x}" y1="${room.top}" y2="${room.bottom}" stroke="${escaped(paints.cursor)}"/>`,
        ...ticks.map(
          ({ share, label }) =>
            `<text x="${x - 5}" y="${yOf(room, share) + 4}" text-anchor="end" fill="${escaped(paints.label)}" stroke="${escaped(paints.page)}" stroke-width="3" paint-order="stroke">${escaped(label)}</text>`,
        ),
      ];
    }),
    "</g>",
    "</svg>\n",
  ].join("\n");
}

function pathOf(room: ParallelRoom, ys: readonly Float32Array[], line: number): string {
  const parts: string[] = [];
  const put = (value: number) => Math.round(value * 10) / 10;
  traceParallel(
    {
      moveTo: (x, y) => void parts.push(`M${put(x)},${put(y)}`),
      bezierCurveTo: (...at) => void parts.push(`C${at.map(put).join(",")}`),
    },
    room.xs,
    ys,
    line,
  );
  return parts.join("");
}
