/** Puts parts behind the path of a URI, in front of its query. */
export function appendToUri(uri: string, ...parts: readonly string[]): string {
  const at = /^[a-z][a-z0-9+.-]*:/i.test(uri) ? uri.indexOf("?") : -1;
  const path = at < 0 ? uri : uri.slice(0, at);
  return `${path.replace(/\/+$/, "")}/${parts.join("/")}${at < 0 ? "" : uri.slice(at)}`;
}
