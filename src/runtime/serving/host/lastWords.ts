import type { ChildProcess } from "node:child_process";

/** Milliseconds for which what a process has said is still on its way after its end. */
const way = 200;

/** Once a process has ended and been heard out. Its channel may never say that it is closed, where a message was cut. */
export function afterLastWords(child: ChildProcess, then: () => void): void {
  child.once("exit", () => {
    if (!child.connected) return then();
    const end = () => {
      clearTimeout(timer);
      child.off("disconnect", end);
      then();
    };
    const timer = setTimeout(end, way);
    child.once("disconnect", end);
  });
}
