/** As MLflow names them: source, settings and tables go out as plain text. */
const plain =
  "txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb MLmodel MLproject";

const byEnding: Readonly<Record<string, string>> = {
  ...Object.fromEntries(plain.split(" ").map((ending) => [ending, "text/plain"])),
  html: "text/html",
  htm: "text/html",
  css: "text/css",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  svg: "image/svg+xml",
  webp: "image/webp",
  bmp: "image/bmp",
  ico: "image/vnd.microsoft.icon",
  tif: "image/tiff",
  tiff: "image/tiff",
  pdf: "application/pdf",
  zip: "application/zip",
  tar: "application/x-tar",
  wasm: "application/wasm",
  mp3: "audio/mpeg",
  wav: "audio/x-wav",
  mp4: "video/mp4",
  webm: "video/webm",
  avi: "video/x-msvideo",
  mov: "video/quicktime",
};

export function mimeTypeOf(name: string): string {
  const dot = name.lastIndexOf(".");
  const ending = dot < 0 ? name : name.slice(dot + 1);
  if (Object.hasOwn(byEnding, ending)) return byEnding[ending] as string;
  const lower = ending.toLowerCase();
  return Object.hasOwn(byEnding, lower) ? (byEnding[lower] as string) : "application/octet-stream";
}
