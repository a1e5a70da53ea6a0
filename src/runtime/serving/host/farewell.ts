import type { Socket } from "node:net";

/** Milliseconds for which a client may go on sending what nobody reads any more: closed sooner, it would not see why. */
const listening = 1000;
/** Milliseconds in which what a client has sent already is seen. */
const look = 50;

export const awayText = wordsOf("The model is being started again");
export const awayHeaders = { "content-type": "application/json", "retry-after": "1", connection: "close" };

/** To the client of a process that died. */
export function sayAway(socket: Socket): void {
  end(socket, `HTTP/1.1 503 Service Unavailable\r\n${written(awayHeaders, awayText)}`);
}

/**
 * To the client of a process that hung: it waited for `seconds` in vain. What it sent is still unread if the process hung
 * before it came: then it may try again.
 */
export function sayHung(socket: Socket, seconds: number): void {
  const { "retry-after": _, ...headers } = awayHeaders;
  const late = wordsOf(`The model gave no answer within ${seconds} s`);
  const timer = setTimeout(() => {
    socket.off("data", unread);
    end(socket, `HTTP/1.1 504 Gateway Timeout\r\n${written(headers, late)}`);
  }, look);
  const unread = () => {
    clearTimeout(timer);
    sayAway(socket);
  };
  socket.once("data", unread);
  socket.resume();
}

/** Under the names that the protocols have for it. */
function wordsOf(message: string): string {
  return JSON.stringify({ error: message, detail: message, message });
}

function written(headers: Readonly<Record<string, string>>, body: string): string {
  const all = Object.entries({ ...headers, "content-length": body.length });
  return `${all.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}

function end(socket: Socket, text: string): void {
  socket.end(text);
  socket.resume();
  setTimeout(() => socket.destroy(), listening).unref();
}
