import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDoor } from "../../src/extension/runtime/door";

describe("the door of a runtime", () => {
  it("gives an act as long as it says that it takes, and no longer", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1"); // one that never answers
    await once(server, "listening");
    const door = createDoor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "token");
    try {
      await assert.rejects(
        door.post("/api/tidemark/v1/deployments", {}, () => undefined, 0.05),
        /deployments: no answer/,
      );
    } finally {
      door.close();
      server.close();
    }
  });
});
