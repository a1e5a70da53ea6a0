/** The document of a page: one script, one sheet, and nothing from anywhere else. */
export interface Shell {
  readonly title: string;
  readonly script: string;
  readonly sheet: string;
  /** Where the editor serves a page's files from. */
  readonly source: string;
  readonly nonce: string;
  readonly language: string;
}

export function policy({ source, nonce }: Pick<Shell, "source" | "nonce">): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // the toolkit asks once, with an empty sheet, what the browser knows of focus
    `style-src ${source} 'nonce-${nonce}'`,
    `img-src ${source} blob: data:`,
    `font-src ${source}`,
  ].join("; ");
}

export function documentOf(shell: Shell): string {
  return `<!DOCTYPE html>
<html lang="${escaped(shell.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(shell)}">
<meta property="csp-nonce" content="${shell.nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(shell.title)}</title>
<link rel="stylesheet" href="${escaped(shell.sheet)}">
</head>
<body>
<div id="strip"></div>
<main id="page"></main>
<div id="said" role="status" aria-live="polite"></div>
<script type="module" nonce="${shell.nonce}" src="${escaped(shell.script)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
