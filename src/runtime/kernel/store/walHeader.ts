import { crc32 } from "./crc";

/** The first 64 bytes of a journal segment. */
export const walHeaderSize = 64;
const magic = Buffer.from("TIDEWAL\n");
const version = 1;
const summed = 60;

export interface WalHeader {
  readonly number: number;
  /** Of its first frame. What an earlier segment holds from this number on was refused. */
  readonly firstSequence: number;
  /** 32 hex digits: frames of another workspace are never replayed here. */
  readonly workspace: string;
}

export function writeWalHeader(header: WalHeader): Buffer {
  const bytes = Buffer.alloc(walHeaderSize);
  magic.copy(bytes);
  bytes.writeUInt32LE(version, 8);
  bytes.writeBigUInt64LE(BigInt(header.number), 16);
  bytes.writeBigUInt64LE(BigInt(header.firstSequence), 24);
  bytes.write(header.workspace, 32, 16, "hex");
  bytes.writeUInt32LE(crc32(bytes.subarray(0, summed)), summed);
  return bytes;
}

export function readWalHeader(bytes: Buffer): WalHeader | undefined {
  if (bytes.length < walHeaderSize || !bytes.subarray(0, 8).equals(magic)) return undefined;
  if (crc32(bytes.subarray(0, summed)) !== bytes.readUInt32LE(summed)) return undefined;
  const found = bytes.readUInt32LE(8);
  if (found !== version) throw new Error(`a journal of format ${found}; this Tidemark reads ${version}`);
  return {
    number: Number(bytes.readBigUInt64LE(16)),
    firstSequence: Number(bytes.readBigUInt64LE(24)),
    workspace: bytes.toString("hex", 32, 48),
  };
}
