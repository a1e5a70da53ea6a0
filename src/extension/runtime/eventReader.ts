/** One message of a server-sent stream. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** Takes the stream in whatever pieces it comes and calls `emit` for each whole message (WHATWG HTML, 9.2). */
export function createEventReader(emit: (message: ServerEvent) => void): (chunk: string) => void {
  let rest = "";
  let event = "message";
  let data: string[] = [];

  function readLine(line: string): void {
    if (line === "") {
      if (data.length > 0) emit({ event, data: data.join("\n") });
      event = "message";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment keeps the line open
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }

  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) readLine(line);
  };
}
