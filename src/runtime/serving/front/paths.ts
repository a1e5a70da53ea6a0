/** What a path of an endpoint stands for. */
export type Place =
  | { readonly kind: "ask"; readonly face: Face; readonly model?: string; readonly version?: string | undefined }
  | {
      readonly kind:
        | "health"
        | "live"
        | "version"
        | "metrics"
        | "page"
        | "openapi"
        | "server"
        | "index"
        | "models"
        | "feedback";
    }
  | {
      readonly kind: "model" | "ready";
      readonly face: "v1" | "v2";
      readonly model: string;
      readonly version: string | undefined;
    };

export type Face = "predict" | "mlflow" | "v1" | "v2";

const asked: ReadonlyMap<string, Place> = new Map<string, Place>([
  ["/predict", { kind: "ask", face: "predict" }],
  ["/invocations", { kind: "ask", face: "mlflow" }],
  ["/feedback", { kind: "feedback" }],
  ["/v2/repository/index", { kind: "index" }],
]);

const read: ReadonlyMap<string, Place> = new Map<string, Place>([
  ["/", { kind: "page" }],
  ["/docs", { kind: "page" }],
  ["/openapi.json", { kind: "openapi" }],
  ["/health", { kind: "health" }],
  ["/ping", { kind: "health" }],
  ["/version", { kind: "version" }],
  ["/metrics", { kind: "metrics" }],
  ["/v2", { kind: "server" }],
  ["/v2/health/live", { kind: "live" }],
  ["/v2/health/ready", { kind: "health" }],
  ["/v1/models", { kind: "models" }],
]);

const named = /^\/(v[12])\/models\/([^/:]+)(?:\/versions\/([^/:]+))?(\/infer|\/ready|:predict)?$/;

/** Undefined: nothing is there. `methods`: there is, but not for this method. */
export function findPlace(method: string, url: string): Place | { readonly methods: string } | undefined {
  const path = url.includes("?") ? url.slice(0, url.indexOf("?")) : url;
  const isPost = method === "POST";
  const found = isPost ? asked.get(path) : read.get(path);
  if (found !== undefined) return found;
  if ((isPost ? read : asked).has(path)) return { methods: isPost ? "GET" : "POST" };
  const match = named.exec(path);
  if (match === null) return undefined;
  const [face, model, version] = [match[1] as "v1" | "v2", decode(match[2] ?? ""), decodeOr(match[3])];
  const act = match[4];
  if (act === "/infer" || act === ":predict") {
    if ((act === "/infer") !== (face === "v2")) return undefined;
    return isPost ? { kind: "ask", face, model, version } : { methods: "POST" };
  }
  if (isPost) return { methods: "GET" };
  return { kind: act === "/ready" ? "ready" : "model", face, model, version };
}

function decodeOr(text: string | undefined): string | undefined {
  return text === undefined ? undefined : decode(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no model is called so
  }
}
