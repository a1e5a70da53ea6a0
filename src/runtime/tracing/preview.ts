import { plain } from "./spanDoc";

/** What a list of traces shows of a request or response: the words of the last message when it is a chat, else the start of it. */
const longest = 1000;

export function preview(json: string, role: "user" | "assistant"): string {
  const messages = messagesIn(plain(json), 0);
  const message = messages && (messages.findLast((each) => each.role === role) ?? messages.at(-1));
  const words = (message && wordsOf(message.content)) || json;
  return words.length <= longest ? words : `${words.slice(0, longest - 3)}...`;
}

/** Whatever of these is there. */
type Loose = Readonly<
  Partial<Record<"messages" | "choices" | "message" | "input" | "output" | "request" | "type" | "text", unknown>>
>;

interface Message {
  readonly role: unknown;
  readonly content: unknown;
}

/** The shapes of chat requests and responses, in the order in which they are looked for. */
function messagesIn(value: unknown, depth: number): Message[] | undefined {
  if (!isObject(value) || depth > 4) return undefined;
  const choice = choiceOf(value.choices);
  return (
    listOf(value.messages) ??
    (choice && [choice]) ??
    listOf(value.input) ??
    listOf(value.output) ??
    messagesIn(value.request, depth + 1)
  );
}

function listOf(value: unknown): Message[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.filter(isMessage) : undefined;
}

function choiceOf(choices: unknown): Message | undefined {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const message = isObject(first) ? first.message : undefined;
  return isMessage(message) ? message : undefined;
}

function wordsOf(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  for (const part of content as unknown[]) {
    if (typeof part === "string") return part;
    if (isObject(part) && (part.type === "text" || part.type === "output_text"))
      return typeof part.text === "string" ? part.text : undefined;
  }
  return undefined;
}

function isMessage(value: unknown): value is Message {
  return isObject(value) && "role" in value && "content" in value;
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
