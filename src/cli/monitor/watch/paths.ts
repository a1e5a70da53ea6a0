export const monitors = "/api/tidemark/v1/monitors";

export function monitorPath(name: string, act = ""): string {
  return `${monitors}/${encodeURIComponent(name)}${act === "" ? "" : `/${act}`}`;
}

export function timeText(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
