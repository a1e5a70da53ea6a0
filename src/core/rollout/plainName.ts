/** A name that an address and a file can hold, out of what a model is called. */
export function plainName(model: string): string {
  const plain = model
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 63)
    .replace(/[^A-Za-z0-9]+$/, "");
  return plain === "" ? "model" : plain;
}
