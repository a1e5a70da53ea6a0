// Answers everything with {} and does nothing: what a client or a load generator costs by itself. Prints its port.
import { createServer } from "node:net";

const reply = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

const server = createServer((socket) => {
  let left = 0; // bytes of the body that are still to come
  let head = "";
  socket.setNoDelay(true).on("data", (part: Buffer) => {
    let at = 0;
    while (at < part.length) {
      if (left > 0) {
        const taken = Math.min(left, part.length - at);
        left -= taken;
        at += taken;
        if (left === 0) socket.write(reply);
        continue;
      }
      head += part.toString("latin1", at);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      at = part.length - (head.length - end - 4);
      left = Number(/content-length: *(\d+)/i.exec(head.slice(0, end))?.[1] ?? 0);
      head = "";
      if (left === 0) socket.write(reply);
    }
  });
  socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" && address ? address.port : 0}\n`);
});
