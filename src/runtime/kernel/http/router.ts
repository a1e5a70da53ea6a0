import { ApiError } from "../../../shared/apiError";
import type { Route } from "./route";

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

type ByMethod = Map<string, Route>;

interface Pattern {
  readonly parts: readonly string[];
  readonly routes: ByMethod;
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});

export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match {
  const exact = new Map<string, ByMethod>();
  const byPattern = new Map<string, ByMethod>();
  for (const route of routes) {
    const paths = route.path.includes("{") ? byPattern : exact;
    const methods = paths.get(route.path) ?? new Map<string, Route>();
    if (methods.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    paths.set(route.path, methods.set(route.method, route));
  }
  const patterns = [...byPattern].map(([path, methods]): Pattern => ({ parts: path.split("/"), routes: methods }));
  // a fixed word wins over a {name} in the same place, and a {name} over a {name*}
  patterns.sort((a, b) => (rank(a.parts) < rank(b.parts) ? -1 : 1));

  return (method, path) => {
    const fixed = exact.get(path);
    const route = fixed && routeFor(fixed, method);
    if (route) return { route, params: noParams };
    const allowed = new Set<string>(fixed?.keys());
    const parts = path.split("/");
    for (const pattern of patterns) {
      const params = matchParts(pattern.parts, parts);
      if (!params) continue;
      const found = routeFor(pattern.routes, method);
      if (found) return { route: found, params };
      for (const each of pattern.routes.keys()) allowed.add(each);
    }
    throw allowed.size > 0 ? notOffered(method, path, allowed) : nothingThere(method, path);
  };
}

/** HEAD is GET without its body. */
function routeFor(routes: ByMethod, method: string): Route | undefined {
  return routes.get(method) ?? (method === "HEAD" ? routes.get("GET") : undefined);
}

function notOffered(method: string, path: string, allowed: Set<string>): ApiError {
  if (allowed.has("GET")) allowed.add("HEAD");
  const allow = [...allowed].sort().join(", ");
  return new ApiError("METHOD_NOT_ALLOWED", `${method} is not offered at ${path.slice(0, 200)}: ${allow} are`, {
    allow,
  });
}

function nothingThere(method: string, path: string): ApiError {
  return new ApiError("ENDPOINT_NOT_FOUND", `Nothing answers ${method} ${path.slice(0, 200)}`);
}

function rank(parts: readonly string[]): string {
  return parts.map((part) => (part.endsWith("*}") ? "2" : part.startsWith("{") ? "1" : "0")).join("");
}

function matchParts(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [i, wanted] of pattern.entries()) {
    if (wanted.endsWith("*}")) {
      params[wanted.slice(1, -2)] = decode(parts.slice(i).join("/"));
      return params;
    }
    const part = parts[i];
    if (part === undefined) return undefined;
    if (wanted.startsWith("{")) {
      if (part === "") return undefined;
      params[wanted.slice(1, -1)] = decode(part);
    } else if (wanted !== part) return undefined;
  }
  return parts.length === pattern.length ? params : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ApiError("INVALID_PARAMETER_VALUE", `path: '${part.slice(0, 100)}' is not valid percent-encoding`);
  }
}
