/** A page of its own, to be saved and sent on: no script, nothing that is fetched, pictures within it. `body` is HTML. */
export function standaloneDocument({ title, language = "en", style, body }: Standalone): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style>${style}</style></head><body>
${body}
</body></html>
`;
}

export interface Standalone {
  readonly title: string;
  readonly language?: string;
  readonly style: string;
  readonly body: string;
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
