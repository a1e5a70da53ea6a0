const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The store's answers are flat and made by programs: what lies between each pair of these tags. */
export function tagsOf(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, "g"))].map(([, inner = ""]) => inner);
}

/** Of the first such tag; empty where there is none. */
export function textOf(text: string, name: string): string {
  const [found = ""] = tagsOf(text, name);
  return found.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, number?: string, hex?: string, word?: string) => {
    if (number !== undefined) return String.fromCodePoint(Number(number));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[word ?? ""] ?? whole;
  });
}

export function toXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}
