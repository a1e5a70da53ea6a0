const waiting = new Set<() => void>();

/** Draws in the next frame, however often it is asked for. */
export function inNextFrame(draw: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(drawAll);
  waiting.add(draw);
}

function drawAll(): void {
  const draws = [...waiting];
  waiting.clear();
  for (const draw of draws) draw();
}

const seen = new WeakMap<Element, (isOnScreen: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Tells whether the element is on the screen, or nearly. Returns how to stop. */
export function watchScreen(element: Element, tell: (isOnScreen: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) seen.get(target)?.(isIntersecting);
    },
    { rootMargin: "120px" },
  );
  seen.set(element, tell);
  observer.observe(element);
  return () => observer?.unobserve(element);
}
