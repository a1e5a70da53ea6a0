/** JSON as Python reads it: NaN and the infinities are numbers too. Throws SyntaxError on anything else. */
export function parsePythonJson(text: string): unknown {
  if (!/NaN|Infinity/.test(text)) return JSON.parse(text);
  let key = "infinite";
  while (text.includes(key)) key += "_";
  const outside = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (found) =>
    found.startsWith('"') ? found : `{"${key}":"${found}"}`,
  );
  return JSON.parse(outside, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
    return Number((value as Record<string, string>)[key]);
  });
}
