/** A canvas of so many pixels of the page, as sharp as the screen. Its context draws in pixels of the page. */
export function surfaceOf(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** How many pixels of the screen are one of what a context draws in. */
export function sharpnessOf(context: CanvasRenderingContext2D): number {
  return context.getTransform().a;
}

/** Lays pixels over what is drawn, so wide and high as a place of the page. */
export function layPixels(context: CanvasRenderingContext2D, image: ImageData, place: Place): void {
  const layer = new OffscreenCanvas(image.width, image.height);
  (layer.getContext("2d") as OffscreenCanvasRenderingContext2D).putImageData(image, 0, 0);
  context.drawImage(layer, place.x, place.y, place.width, place.height);
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
