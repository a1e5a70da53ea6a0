import { ApiError } from "../../../shared/apiError";
import type { Route } from "./route";

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly route: Route;
  readonly parts: readonly string[];
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});

export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match {
  const exact = new Map<string, Route>();
  const patterns: Pattern[] = [];
  for (const route of routes) {
    if (route.path.includes("{")) patterns.push({ route, parts: route.path.split("/") });
    else if (exact.has(`${route.method} ${route.path}`))
      throw new Error(`two routes for ${route.method} ${route.path}`);
    else exact.set(`${route.method} ${route.path}`, route);
  }
  // a fixed word wins over a {name} in the same place, and a {name} over a {name*}
  patterns.sort((a, b) => (rank(a.parts) < rank(b.parts) ? -1 : 1));

  return (method, path) => {
    const route = exact.get(`${method} ${path}`);
    if (route) return { route, params: noParams };
    const parts = path.split("/");
    let elsewhere = false;
    for (const pattern of patterns) {
      const params = matchParts(pattern.parts, parts);
      if (!params) continue;
      if (pattern.route.method === method) return { route: pattern.route, params };
      elsewhere = true;
    }
    if (elsewhere || routes.some((each) => each.path === path))
      throw new ApiError("METHOD_NOT_ALLOWED", `${method} is not offered at ${path}`);
    throw new ApiError("ENDPOINT_NOT_FOUND", `Nothing answers ${method} ${path}`);
  };
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
