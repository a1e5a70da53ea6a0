import type { Condition, Test } from "./deployment";

/** What a request shows before a model is chosen for it. */
export interface Asked {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The top of a JSON body; undefined for other bodies. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

export function isMet({ of, name, test }: Condition, asked: Asked): boolean {
  const value = of === "header" ? headerOf(asked, name) : fieldOf(asked, name);
  return value === undefined ? test.kind === "present" && !test.value : passes(test, value);
}

function passes(test: Test, value: string): boolean {
  switch (test.kind) {
    case "exact":
      return value === test.value;
    case "prefix":
      return value.startsWith(test.value);
    case "oneOf":
      return test.values.includes(value);
    case "present":
      return test.value;
    default:
      return test satisfies never;
  }
}

function headerOf({ headers }: Asked, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === "string" ? value : value?.[0];
}

/** Text, numbers and truth values; others have no value that a file could name. */
function fieldOf({ fields }: Asked, name: string): string | undefined {
  const value = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}
