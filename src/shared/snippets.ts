/** One request for predictions in the languages that people copy from. */

export const languages = ["curl", "python", "typescript"] as const;
export type Language = (typeof languages)[number];

/** `body` is JSON's own: what a form or a file holds. */
export function requestSnippet(language: Language, url: string, body: unknown): string {
  switch (language) {
    case "curl":
      return `curl ${quoted(url)} \\\n  -H 'content-type: application/json' \\\n  -d ${quoted(JSON.stringify(body))}`;
    case "python":
      return `import requests\n\nanswer = requests.post(\n    ${python(url)},\n    json=${python(body)},\n    timeout=10,\n)\nanswer.raise_for_status()\nprint(answer.json())`;
    case "typescript":
      return `const answer = await fetch(${JSON.stringify(url)}, {\n  method: "POST",\n  headers: { "content-type": "application/json" },\n  body: JSON.stringify(${JSON.stringify(body)}),\n});\nif (!answer.ok) throw new Error(await answer.text());\nconsole.log(await answer.json());`;
    default:
      return language satisfies never;
  }
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function python(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, each]) => `${JSON.stringify(key)}: ${python(each)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}
