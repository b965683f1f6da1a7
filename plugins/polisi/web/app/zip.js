// A zip file by the browser's own compression.

const DATE = 0x21; // 1 January 1980: the same answers give the same file
const UTF_8 = 0x800;
const DEFLATED = 8;

const TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * Return a promise of a zip file's bytes.
 *
 * @param files pairs of a name and a text or bytes.
 */
export async function zip(files) {
  const entries = await Promise.all(files.map(([name, content]) => entry(name, content)));
  const bodies = [];
  const directory = [];
  let at = 0;
  for (const { name, head, data } of entries) {
    const local = record(0x04034b50, [[2, 20], ...head, [2, 0]]);
    bodies.push(local, name, data);
    directory.push(record(0x02014b50, [[2, 20], [2, 20], ...head, [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), name);
    at += local.length + name.length + data.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const count = entries.length;
  const end = record(0x06054b50, [[2, 0], [2, 0], [2, count], [2, count], [4, length], [4, at], [2, 0]]);
  return joined([...bodies, ...directory, end]);
}

async function entry(file, content) {
  const name = new TextEncoder().encode(file);
  const plain = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const data = new Uint8Array(await new Response(stream).arrayBuffer());
  const head = [
    ...[[2, UTF_8], [2, DEFLATED], [2, 0], [2, DATE]],
    ...[[4, crc(plain)], [4, data.length], [4, plain.length], [2, name.length]],
  ];
  return { name, head, data };
}

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return ~value >>> 0;
}

/** Return a record of numbers, each with its width, least byte first. */
function record(sign, numbers) {
  const fields = [[4, sign], ...numbers];
  const made = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(made.buffer);
  let at = 0;
  for (const [width, number] of fields) {
    if (width === 2) view.setUint16(at, number, true);
    else view.setUint32(at, number, true);
    at += width;
  }
  return made;
}

function joined(parts) {
  const made = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}
