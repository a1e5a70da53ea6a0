import type { ModelFacts } from "../../modelFacts";
import type { Answer } from "../protocol";
import { exampleFeatures, formRow } from "./formFields";
import { tryItScript } from "./tryItScript";
import { tryItStyle } from "./tryItStyle";

export interface TryItOptions {
  /** In the title: that of the model, or of the deployment. */
  readonly name: string;
  /** New for each page. */
  readonly nonce: string;
  readonly needsKey: boolean;
  readonly example: readonly unknown[] | undefined;
}

/** One page without anything from elsewhere: a form made from what the model takes, its answer, and code to copy. */
export function tryItPage(model: ModelFacts, { name, nonce, needsKey, example }: TryItOptions): Answer {
  const row = formRow(model, example);
  const data = {
    ...row,
    features: exampleFeatures(model, example),
    classes: model.classes ?? [],
    answerType: answerType(model),
    needsKey,
  };
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const key = needsKey
    ? '<span class="key"><label for="key" class="muted">API key</label><input id="key" type="password" autocomplete="off"></span>'
    : "";
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(name)}: try it</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${tryItStyle}</style>
</head>
<body>
<header>
<div class="name">${waves}<h1>${text(name)}</h1><span class="tag">v${text(model.version)}</span></div>
<div class="facts small muted"><code>POST /predict</code><span>${text(tellRow(row.fields.length, model))}</span><a href="openapi.json">openapi.json</a><a href="metrics">metrics</a><a href="health">health</a></div>
</header>
<main>
<form id="row"><div class="head"><h2>One row</h2><button type="button" class="link small end" id="example">Example</button></div>
<div id="fields"></div>
<div class="acts"><button class="primary" id="predict">Predict</button><span class="small muted">Ctrl+Enter</span>${key}</div></form>
<section>
<div class="head"><h2>Answer</h2></div>
<div id="answer" aria-live="polite"><p class="muted">Nothing asked yet. Predict sends the row as it stands.</p></div>
<div id="code">
<div class="tabs" role="tablist" aria-label="Language"><button type="button" role="tab" data-language="curl">curl</button><button type="button" role="tab" data-language="python">Python</button><button type="button" role="tab" data-language="typescript">TypeScript</button><button type="button" id="copy" class="small">Copy</button></div>
<pre id="snippet" tabindex="0"></pre>
</div>
</section>
</main>
<script type="application/json" id="model">${scriptJson(data)}</script>
<script nonce="${nonce}">${tryItScript}</script>
</body>
</html>
`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
  };
  return { status: 200, headers, body };
}

const waves = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" aria-hidden="true"><path d="M2.75 7.25c1.55-1.9 3.1-1.9 4.65 0s3.1 1.9 4.6 0 3.1-1.9 4.65 0 3.1 1.9 4.6 0"/><path d="M2.75 12.25c1.55-1.9 3.1-1.9 4.65 0s3.1 1.9 4.6 0 3.1-1.9 4.65 0 3.1 1.9 4.6 0"/><path d="M3 17.75h18" stroke-dasharray="2.4 2.8"/></svg>`;

function tellRow(fields: number, { inputs, classes, outputs }: ModelFacts): string {
  const takes =
    fields > 0
      ? `${fields} field${fields === 1 ? "" : "s"}`
      : `${inputs.length} input${inputs.length === 1 ? "" : "s"}`;
  const gives = classes === undefined ? (outputs[0]?.name ?? "a prediction") : `one of ${classes.length} classes`;
  return `${takes} in, ${gives} out`;
}

function answerType({ classes, outputs, prediction }: ModelFacts): string {
  if (classes !== undefined) return typeof classes[0] === "string" ? "string" : "number";
  const output = outputs[prediction];
  if (output?.type === "string") return "string";
  const width = output?.shape.slice(1).reduce<number>((size, each) => size * (each ?? 2), 1) ?? 1;
  return width > 1 ? "number[]" : "number";
}

/** Names come from files that anybody may have written. */
function text(value: string): string {
  return value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Nothing in it ends the element that it stands in. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}
