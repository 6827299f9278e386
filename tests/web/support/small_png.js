// A picture of a screen with at most 256 colours: a third of the size, and nobody sees it. Reads what the browser writes
// (8 bits, three or four channels, not interlaced) and nothing else.
import { deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const most = 256;

/** @param {Buffer} png */
export function small(png) {
  const { width, height, pixels } = read(png);
  const { palette, indices } = reduced(pixels);
  const rows = Buffer.alloc((width + 1) * height); // each row begins with its filter: none
  for (let y = 0; y < height; ++y) rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // eight bits, a palette
  return Buffer.concat([signature, chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/** @param {Buffer} bytes */
function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; ++bit) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return ~rest >>> 0;
}

/** @param {string} name @param {Buffer} data */
function chunk(name, data) {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(name, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}

/** @param {Buffer} png */
function read(png) {
  const packed = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const raw = inflateSync(Buffer.concat(packed));
  const row = width * channels;
  for (let y = 0; y < height; ++y) unfilter(raw, y * (row + 1), y ? (y - 1) * (row + 1) + 1 : -1, row, channels);
  const pixels = new Uint32Array(width * height);
  for (let y = 0, n = 0; y < height; ++y)
    for (let at = y * (row + 1) + 1; at < (y + 1) * (row + 1); at += channels) pixels[n++] = raw.readUIntBE(at, 3);
  return { width, height, pixels };
}

/** @param {Buffer} raw @param {number} start of the row, its filter @param {number} above or -1 @param {number} length @param {number} step */
function unfilter(raw, start, above, length, step) {
  const filter = raw[start];
  const byte = (/** @type {number} */ at) => raw[at] ?? 0;
  for (let n = 0, at = start + 1; n < length; ++n, ++at) {
    const left = n < step ? 0 : byte(at - step);
    const up = above < 0 ? 0 : byte(above + n);
    const corner = n < step || above < 0 ? 0 : byte(above + n - step);
    const guess = filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : filter === 4 ? nearest(left, up, corner) : 0;
    raw[at] = byte(at) + guess;
  }
}

/** @param {number} left @param {number} up @param {number} corner */
function nearest(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The colours that are there most, and for every pixel the closest of them. @param {Uint32Array} pixels */
function reduced(pixels) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const one of pixels) counts.set(one, (counts.get(one) ?? 0) + 1);
  const colours = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([one]) => one);
  /** @type {number[]} */
  const kept = [];
  // Neighbours of what is kept already would waste a place; the nearer the end, the less they may differ.
  for (const least of [300, 100, 25, 0])
    for (const one of colours) if (kept.length < most && !kept.includes(one) && (least === 0 || kept.every((other) => apart(one, other) >= least))) kept.push(one);
  /** @type {Map<number, number>} */
  const place = new Map();
  for (const one of colours) place.set(one, closest(one, kept));
  const indices = new Uint8Array(pixels.length);
  for (let n = 0; n < pixels.length; ++n) indices[n] = place.get(pixels[n] ?? 0) ?? 0;
  const palette = Buffer.alloc(3 * kept.length);
  for (const [n, one] of kept.entries()) palette.writeUIntBE(one, 3 * n, 3);
  return { palette, indices };
}

/** @param {number} a @param {number} b */
function apart(a, b) {
  const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)];
  return red * red + green * green + blue * blue;
}

/** @param {number} one @param {number[]} kept */
function closest(one, kept) {
  let best = 0;
  for (let n = 1; n < kept.length; ++n) if (apart(one, kept[n] ?? 0) < apart(one, kept[best] ?? 0)) best = n;
  return best;
}
