import { createVegaView } from "./vegaView";

/** The script of a report that stands by itself: draws the specs that the page holds. */
async function drawAll(): Promise<void> {
  for (const holder of document.querySelectorAll<HTMLElement>("[data-spec]")) {
    const text = document.getElementById(holder.dataset.spec ?? "")?.textContent ?? "{}";
    try {
      const picture = document.createElement("div");
      await createVegaView({
        into: picture,
        spec: JSON.parse(text) as Record<string, unknown>,
        renderer: "svg",
        isStillWanted: () => true,
        tell: (said, x, y) => showTip(said, x, y),
      });
      holder.append(picture);
    } catch (error) {
      holder.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}

const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;

function showTip(said: Readonly<Record<string, unknown>> | undefined, x: number, y: number): void {
  tip.hidden = said === undefined;
  tip.replaceChildren(
    ...Object.entries(said ?? {}).map(([name, value]) => {
      const line = document.createElement("div");
      line.textContent = `${name}: ${String(value)}`;
      return line;
    }),
  );
  tip.style.left = `${x + window.scrollX + 12}px`;
  tip.style.top = `${y + window.scrollY + 12}px`;
}

document.body.append(tip);
void drawAll(); // a spec that cannot be drawn says so in its place
