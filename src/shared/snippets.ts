/** One request for predictions in the languages that people copy from. */

export const languages = ["curl", "python", "typescript"] as const;
export type Language = (typeof languages)[number];

/** `body` is the text of a JSON object, and is sent as it stands. */
export function requestSnippet(language: Language, url: string, body: string): string {
  switch (language) {
    case "curl":
      return `curl ${quoted(url)} \\\n  -H 'content-type: application/json' \\\n  -d ${quoted(body)}`;
    case "python":
      return `import requests

answer = requests.post(
    ${JSON.stringify(url)},
    ${hasLongNumbers(body) ? `data=${JSON.stringify(body)},\n    headers={"content-type": "application/json"}` : `json=${python(JSON.parse(body))}`},
    timeout=10,
)
answer.raise_for_status()
print(answer.json())`;
    case "typescript":
      return `const answer = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: ${hasLongNumbers(body) ? JSON.stringify(body) : `JSON.stringify(${body})`},
});
if (!answer.ok) throw new Error(await answer.text());
console.log(await answer.json());`;
    default:
      return language satisfies never;
  }
}

/** A double would not hold them: they stay text. */
function hasLongNumbers(body: string): boolean {
  return /\d{16,}/.test(body);
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
