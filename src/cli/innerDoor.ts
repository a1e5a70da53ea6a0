import { Readable } from "node:stream";
import { injectReply } from "../runtime/kernel/http/inject";
import type { Runtime } from "../runtime/process";
import { callThrough, type Door, type Opened, refusalOf } from "./door";

const json = { "content-type": "application/json" };

/** The routes in this process, without a socket between. */
export function createInnerDoor(runtime: Runtime): Door {
  const open: Door["open"] = async (method, path, body, headers = {}) => {
    const reply = await injectReply(runtime.dispatch, { method, url: path, body, headers: { ...json, ...headers } });
    const { body: content = "" } = reply;
    const opened: Opened = {
      status: reply.status,
      headers: reply.headers ?? {},
      body: content instanceof Readable ? content : Readable.from([Buffer.from(content)]),
    };
    if (opened.status >= 300) throw await refusalOf(opened);
    return opened;
  };
  return {
    url: undefined,
    open,
    call: (...asked) => callThrough(open, ...asked),
    close: () => runtime.close(),
  };
}
