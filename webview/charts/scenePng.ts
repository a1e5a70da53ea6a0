import { toPng } from "./imageOut";
import { type Paints, paintScene } from "./paint";
import type { Scene } from "./scene";

const head = 24;

/** A scene as it stands, under its title. */
export function scenePng(scene: Scene, paints: Paints, title: string): Promise<Blob> {
  return toPng(scene.width, scene.height + head, (canvas) => {
    canvas.fillStyle = paints.page;
    canvas.fillRect(0, 0, scene.width, scene.height + head);
    canvas.fillStyle = paints.label;
    canvas.font = `12px ${paints.font}`;
    canvas.fillText(title, 0, 15);
    canvas.translate(0, head);
    paintScene(canvas, scene, paints);
  });
}
