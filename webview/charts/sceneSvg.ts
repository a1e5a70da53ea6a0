import type { Paints } from "./paint";
import type { Scene, Stroke } from "./scene";

/** The scene as an SVG file, as it is on the screen: the same colours, the same ends of the axes. */
export function writeSvg(scene: Scene, paints: Paints, title: string): string {
  const { width, height, plot } = scene;
  const head = 22;
  const text = (x: number, y: number, anchor: string, label: string) =>
    `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${escaped(paints.label)}">${escaped(label)}</text>`;
  const rule = (x1: number, y1: number, x2: number, y2: number, stroke: string, dash = "") =>
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${escaped(stroke)}"${dash}/>`;
  const parts = [
    ...scene.yTicks.flatMap(({ at, label }) => [
      rule(plot.left, at, plot.right, at, paints.grid),
      text(plot.left - 8, at + 4, "end", label),
    ]),
    rule(plot.left, plot.bottom, plot.right, plot.bottom, paints.axis),
    ...scene.xTicks.flatMap(({ at, label, anchor }) => [
      rule(at, plot.bottom, at, plot.bottom + 4, paints.axis),
      text(at, plot.bottom + 16, anchor, label),
    ]),
    `<g clip-path="url(#plot)" fill="none" stroke-linejoin="round" stroke-linecap="round">`,
    ...scene.strokes.map((stroke) => strokeOf(stroke, paints)),
    "</g>",
    ...(scene.threshold === undefined
      ? []
      : [rule(plot.left, scene.threshold, plot.right, scene.threshold, paints.label, ' stroke-dasharray="4 3"')]),
    ...scene.best.map(
      ({ run, x, y }) =>
        `<circle cx="${round(x)}" cy="${round(y)}" r="3.25" fill="${escaped(paints.run(run.place))}" stroke="${escaped(paints.page)}"/>`,
    ),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + head}" viewBox="0 0 ${width} ${height + head}" font-family="${escaped(paints.font)}" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height + head}" fill="${escaped(paints.page)}"/>`,
    `<text x="0" y="14" font-size="12" fill="${escaped(paints.label)}">${escaped(title)}</text>`,
    `<clipPath id="plot"><rect x="${plot.left - 1}" y="${plot.top - 3}" width="${plot.right - plot.left + 4}" height="${plot.bottom - plot.top + 3}"/></clipPath>`,
    `<g transform="translate(0 ${head})">`,
    ...parts,
    "</g>",
    "</svg>\n",
  ].join("\n");
}

function strokeOf({ run, trace, width, opacity }: Stroke, paints: Paints): string {
  const paint = escaped(paints.run(run.place));
  const dash = paints.dash(run.place);
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
  const dots: string[] = [];
  for (let i = 0; i < trace.dots.length; i += 2)
    dots.push(
      `<circle cx="${round(trace.dots[i] as number)}" cy="${round(trace.dots[i + 1] as number)}" r="${width + 0.75}" fill="${paint}" opacity="${opacity}"/>`,
    );
  const path = `<path d="${pathOf(trace.line)}" stroke="${paint}" stroke-width="${width}" stroke-opacity="${opacity}"${dashes}><title>${escaped(run.name)}</title></path>`;
  return [path, ...dots].join("\n");
}

/** A pair of NaN begins anew. */
function pathOf(line: ArrayLike<number>): string {
  let path = "";
  let isDown = false;
  for (let i = 0; i < line.length; i += 2) {
    const [x, y] = [line[i] as number, line[i + 1] as number];
    if (Number.isNaN(x)) isDown = false;
    else {
      path += `${isDown ? "L" : "M"}${round(x)},${round(y)}`;
      isDown = true;
    }
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Names are hostile; control characters have no place in XML at all. */
export function escaped(text: string): string {
  return [...text]
    .filter((mark) => mark >= " " && mark !== "\u007f" && mark !== "\ufffe" && mark !== "\uffff")
    .join("")
    .replaceAll(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
