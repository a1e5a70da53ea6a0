import { Readable } from "node:stream";
import { injectReply } from "../runtime/kernel/http/inject";
import type { Runtime } from "../runtime/process";
import { callThrough, type Door, type Opened, refusalOf } from "./door";

/** The routes in this process, without a socket between. */
export function createInnerDoor(runtime: Runtime): Door {
  const open: Door["open"] = async (method, path, body) => {
    const reply = await injectReply(runtime.dispatch, { method, url: path, body });
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
    call: (method, path, body) => callThrough(open, method, path, body),
    close: () => runtime.close(),
  };
}
