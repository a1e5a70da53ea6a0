import { host } from "../kit/host";

/** False where the page may not: it has no focus, or the editor keeps pages from it. */
export async function copyImage(image: Blob): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [image.type]: image })]);
    return true;
  } catch (error) {
    host.fault(`clipboard: ${error instanceof Error ? error.message : String(error)}; the image is saved instead`);
    return false;
  }
}

/** A picture of so many pixels, twice as sharp as a plain screen. */
export function toPng(width: number, height: number, draw: (canvas: CanvasRenderingContext2D) => void): Promise<Blob> {
  const canvas = document.createElement("canvas");
  const sharpness = 2;
  canvas.width = Math.ceil(width * sharpness);
  canvas.height = Math.ceil(height * sharpness);
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.scale(sharpness, sharpness);
  draw(context);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large"))), "image/png"),
  );
}

/** A title as the name of a file. */
export function fileName(title: string, ending: string): string {
  const name = title
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return `${name || "chart"}.${ending}`;
}
