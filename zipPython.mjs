// A folder of Python as one file that Python runs: a zip, its members stored as they are, the same for the same sources.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function* sourcesIn(folder, below = "") {
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === "" ? name : `${below}/${name}`;
    if (statSync(join(folder, path)).isDirectory()) yield* sourcesIn(folder, path);
    else if (name.endsWith(".py")) yield path;
  }
}

/** What the local head of a member and its line in the directory share: version, flags, method, time, date, sizes. */
function facts(name, bytes) {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(0x0800, 2); // names are UTF-8
  head.writeUInt16LE(0x0021, 8); // 1 January 1980: a zip knows nothing earlier
  head.writeUInt32LE(crc32(bytes), 10);
  head.writeUInt32LE(bytes.length, 14);
  head.writeUInt32LE(bytes.length, 18);
  head.writeUInt16LE(name.length, 22);
  return head;
}

export function zipPython(folder, to) {
  const members = [];
  const directory = [];
  let at = 0;
  for (const path of sourcesIn(folder)) {
    const name = Buffer.from(path);
    const bytes = readFileSync(join(folder, path));
    const shared = facts(name, bytes);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(at, 10);
    members.push(Buffer.from("PK\x03\x04"), shared, name, bytes);
    directory.push(Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), shared, where, name);
    at += 30 + name.length + bytes.length;
  }
  const end = Buffer.alloc(18);
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = directory.length / 5;
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(at, 12);
  writeFileSync(to, Buffer.concat([...members, ...directory, Buffer.from("PK\x05\x06"), end]));
}
