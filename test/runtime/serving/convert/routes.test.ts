import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { createMemoryKernel } from "../../../../src/runtime/main";
import type { Conversions } from "../../../../src/runtime/serving/convert/conversions";
import { convertRoutes } from "../../../../src/runtime/serving/convert/routes";

describe("POST convert", () => {
  const never: Conversions = { convert: () => new Promise(() => undefined) };
  const ask = (address: string | undefined) => {
    const [route] = convertRoutes(never, createMemoryKernel("/tmp"));
    return route?.handle({
      method: "POST",
      path: "/api/tidemark/v1/convert",
      params: {},
      query: new URLSearchParams(),
      headers: {},
      body: { model: "models:/churn/1" },
      stream: Readable.from([]),
      signal: new AbortController().signal,
      ...(address !== undefined && { peer: { address, port: 1 } }),
    });
  };

  it("runs a model's code for callers of this machine alone, whatever token they have", () => {
    assert.throws(() => ask("192.168.1.7"), { code: "PERMISSION_DENIED" });
    assert.throws(() => ask("::ffff:10.0.0.1"), { code: "PERMISSION_DENIED" });
    for (const near of ["127.0.0.1", "::1", "::ffff:127.0.0.1", undefined]) assert.ok(ask(near));
  });
});
