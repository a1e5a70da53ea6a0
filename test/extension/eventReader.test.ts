import assert from "node:assert/strict";
import { createEventReader, type ServerEvent } from "../../src/extension/runtime/eventReader";

function heard(...chunks: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const hear = createEventReader((event) => events.push(event));
  for (const chunk of chunks) hear(chunk);
  return events;
}

describe("the reader of server-sent events", () => {
  const stream = 'retry: 1000\n\n: still here\n\nevent: change\ndata: [{"id":\ndata: 1}]\n\ndata:x\n\n';

  it("reads events, joins lines of data, passes comments over", () => {
    assert.deepEqual(heard(stream), [
      { event: "change", data: '[{"id":\n1}]' },
      { event: "message", data: "x" },
    ]);
  });

  it("reads the same from any pieces", () => {
    for (let cut = 1; cut < stream.length; cut++)
      assert.deepEqual(heard(stream.slice(0, cut), stream.slice(cut)), heard(stream), `cut at ${cut}`);
    assert.deepEqual(heard(...stream.replaceAll("\n", "\r\n")), heard(stream));
  });

  it("holds an event back until it is whole", () => assert.deepEqual(heard("data: half\n"), []));
});
