/** Images that are one thing at different steps: what a slider goes through. */
export interface ImageSeries {
  readonly name: string;
  /** By step. */
  readonly images: readonly { readonly path: string; readonly step: number }[];
}

export const imageEnding = /\.(png|jpe?g|gif|webp|bmp|svg)$/i;

/** mlflow.log_image: key, step, time and an id, parted by percent signs, older ones by plus signs; small copies end in `compressed`. */
const logged = /^(.*?)([%+])step\2(\d+)\2timestamp\2\d+\2[^/]*$/;
/** `step_10.png`, `epoch-3.jpg`, `samples_000500.png` */
const numbered = /^(.*?)(\d+)(\.[a-z]+)$/i;

/** The series that a file belongs to; undefined when it stands alone. `paths` is what lies in its folder. */
export function imageSeriesOf(path: string, paths: readonly string[]): ImageSeries | undefined {
  const own = stepOf(path);
  if (own === undefined) return undefined;
  const images = paths.flatMap((each) => {
    const found = imageEnding.test(each) ? stepOf(each) : undefined;
    return found && found.name === own.name && found.ending === own.ending ? [{ path: each, step: found.step }] : [];
  });
  if (images.length < 2) return undefined;
  return { name: own.name, images: images.sort((a, b) => a.step - b.step || (a.path < b.path ? -1 : 1)) };
}

function stepOf(path: string): { readonly name: string; readonly step: number; readonly ending: string } | undefined {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const byMlflow = logged.exec(file);
  if (byMlflow)
    return {
      name: byMlflow[1] ?? "",
      step: Number(byMlflow[3]),
      ending: /[%+]compressed/.test(file) ? "compressed" : "",
    };
  const byNumber = numbered.exec(file);
  return byNumber ? { name: byNumber[1] ?? "", step: Number(byNumber[2]), ending: byNumber[3] ?? "" } : undefined;
}
