import type { Kernel } from "../kernel";
import type { Route } from "./route";

/** The MLflow version whose protocol we speak; clients choose features by it. */
export const mlflowVersion = "3.17.2";

export function statusRoutes(_kernel: Kernel): Route[] {
  const plain = { "content-type": "text/plain; charset=utf-8" };
  return [
    { method: "GET", path: "/health", open: true, handle: () => ({ status: 200, headers: plain, body: "OK" }) },
    {
      method: "GET",
      path: "/version",
      open: true,
      handle: () => ({ status: 200, headers: plain, body: mlflowVersion }),
    },
  ];
}
