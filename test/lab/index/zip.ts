/** A zip archive without compression: all that a tiny wheel needs. */
import { crc32 } from 'node:zlib';

/** Bytes of a zip archive with these files, in this order. */
export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const data = Buffer.from(text);
    const common = fields(name, data);
    const entry = Buffer.concat([signature(0x04034b50), common, name, data]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    // The central header repeats the local one, with the maker's version (3 = Unix) before it.
    central.push(signature(0x02014b50), Buffer.from([20, 3]), common, attributes, name);
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...local, directory, end(Object.keys(files).length, directory.length, offset)]);
}

/** Version needed, flags, method "stored", time, date (1980-01-01), crc, sizes, length of name, no extra field. */
function fields(name: Buffer, data: Buffer): Buffer {
  const buffer = Buffer.alloc(26);
  buffer.writeUInt16LE(20, 0);
  buffer.writeUInt16LE(0x21, 8);
  buffer.writeUInt32LE(crc32(data), 10);
  buffer.writeUInt32LE(data.length, 14);
  buffer.writeUInt32LE(data.length, 18);
  buffer.writeUInt16LE(name.length, 22);
  return buffer;
}

function end(count: number, size: number, offset: number): Buffer {
  const buffer = Buffer.alloc(22);
  buffer.writeUInt32LE(0x06054b50, 0);
  buffer.writeUInt16LE(count, 8);
  buffer.writeUInt16LE(count, 10);
  buffer.writeUInt32LE(size, 12);
  buffer.writeUInt32LE(offset, 16);
  return buffer;
}

function signature(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
