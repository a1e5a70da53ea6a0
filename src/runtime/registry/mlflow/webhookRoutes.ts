import { isIP } from "node:net";
import { ApiError, invalid } from "../../../shared/apiError";
import { object } from "../../../shared/readers";
import { ok, type Reply, type Request, type Route } from "../../kernel/http/route";
import { required } from "../checks";
import { missing } from "../models";

const root = "/api/2.0/mlflow/webhooks";
const roots = [root, "/api/2.0/webhooks"];

const readWebhook = object({ name: required, url: required });

/** This runtime calls nobody: an address is checked for what no server should accept, and then politely refused. */
export function webhookRoutes(): Route[] {
  const unknown = ({ params }: Request): Reply => missing(`Webhook with ID ${params.webhook_id} not found`);
  const create = ({ body }: Request): Reply => {
    checkUrl(readWebhook(body, "").url);
    throw new ApiError(
      "NOT_IMPLEMENTED",
      "Webhooks are not offered: this runtime calls no address. Listen to GET /api/tidemark/v1/events, or read GET /api/tidemark/v1/registry/audit",
    );
  };
  return roots.flatMap((path): Route[] => [
    { method: "POST", path, handle: create },
    { method: "GET", path, handle: () => ok({}) },
    { method: "GET", path: `${path}/{webhook_id}`, handle: unknown },
    { method: "PATCH", path: `${path}/{webhook_id}`, handle: unknown },
    { method: "DELETE", path: `${path}/{webhook_id}`, handle: unknown },
    { method: "POST", path: `${path}/{webhook_id}/test`, handle: unknown },
  ]);
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : invalid(`url: '${url.slice(0, 300)}' is no address`);
  if (parsed.protocol !== "https:")
    invalid(`Invalid webhook URL scheme: '${parsed.protocol.slice(0, -1)}'. Allowed schemes are: https.`);
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 || !host.includes(".") || /(^|\.)(localhost|local|internal)\.?$/.test(host))
    invalid(`url: '${host}' is not the name of a public host`);
}
