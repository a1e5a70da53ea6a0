import { version } from "../../../shared/version";
import type { Control } from "../control";
import type { Kernel } from "../kernel";
import { nonceRoute } from "../nonce";
import { ok, type Route } from "./route";

/** The MLflow version whose protocol we speak; clients choose features by it. */
export const mlflowVersion = "3.17.2";

export function statusRoutes({ places }: Kernel, control: Control): Route[] {
  const plain = { "content-type": "text/plain; charset=utf-8" };
  return [
    { method: "GET", path: "/health", open: true, handle: () => ({ status: 200, headers: plain, body: "OK" }) },
    {
      method: "GET",
      path: "/version",
      open: true,
      handle: () => ({ status: 200, headers: plain, body: mlflowVersion }),
    },
    { method: "GET", path: "/api/3.0/mlflow/server-info", handle: () => ok(serverInfo) },
    nonceRoute(control.nonce),
    {
      method: "GET",
      path: "/api/tidemark/v1/status",
      handle: () =>
        ok({
          pid: process.pid,
          version,
          workspace: places.workspace,
          url: control.url,
          started_at: control.startedAt,
          ...control.facts(),
          requests: control.requests,
          connections: control.connections,
          longest_pause_ms: Math.round(control.longestPause * 10) / 10,
          memory_bytes: process.memoryUsage.rss(),
        }),
    },
    {
      method: "POST",
      path: "/api/tidemark/v1/stop",
      handle() {
        control.stop();
        return ok({ pid: process.pid, stopping: true });
      },
    },
  ];
}

/** What the client asks before it chooses how to upload, and whether there are workspaces and gateways: plainly, and none. */
const serverInfo = {
  store_type: "SqlStore",
  workspaces_enabled: false,
  trace_archival_enabled: false,
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false,
  presigned_upload_run_id_supported: false,
  presigned_upload_model_id_supported: false,
  features_enabled: { gateway: false },
};
