// The bytes of files, to the engine and from it, a piece at a time. What comes from a buddy is bytes and nothing else
// until its own beginning says that it is a picture of a bearable size; what its name says is not believed.
import { bytes, call } from './rpc.js';

export const pictureBytesMax = 12 << 20;
const pixelsMax = 40_000_000;
const sideMax = 16_384;

/**
 * @param {File} file @param {(share: number) => void} told how much is there @param {AbortSignal} stopped
 * @returns {Promise<string>} what the engine calls it
 */
export async function bringIn(file, told, stopped) {
  const { upload, piece } = await call('upload.begin', { name: file.name, size: file.size });
  try {
    for (let at = 0; at < file.size; at += piece) {
      stopped.throwIfAborted();
      await bytes('/piece', upload, at, file.slice(at, at + piece));
      told(Math.min(1, (at + piece) / file.size));
    }
    stopped.throwIfAborted();
  } catch (why) {
    await call('upload.cancel', { upload }).catch(() => {});
    throw why;
  }
  return upload;
}

/** An attachment that is here whole. @param {string} id @param {number} size @param {AbortSignal} stopped */
export async function wholeFile(id, size, stopped) {
  const all = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    stopped.throwIfAborted();
    const piece = new Uint8Array(await (await bytes('/blob', id, at)).arrayBuffer());
    if (!piece.length || piece.length > size - at) throw new RangeError('an attachment is not as long as it was said to be');
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** @typedef {{type: string, width: number, height: number}} Picture */

/** What a file is by its beginning, if it is one of three kinds of picture and not too large to be drawn. @param {Uint8Array} file @returns {Picture | null} */
export function pictureIn(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found = png(view) ?? jpeg(view) ?? webp(view);
  if (!found || !found.width || !found.height) return null;
  return found.width <= sideMax && found.height <= sideMax && found.width * found.height <= pixelsMax ? found : null;
}

/** @param {DataView} view @param {number} at @param {string} text */
function says(view, at, text) {
  if (at + text.length > view.byteLength) return false;
  return [...text].every((c, n) => view.getUint8(at + n) === c.charCodeAt(0));
}

/** ISO 15948: the size stands in the first chunk. @param {DataView} view @returns {Picture | null} */
function png(view) {
  if (!says(view, 0, '\x89PNG\r\n\x1a\n') || !says(view, 12, 'IHDR') || view.byteLength < 24) return null;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** ITU T.81: the size stands in the frame header, behind other segments. @param {DataView} view @returns {Picture | null} */
function jpeg(view) {
  if (!says(view, 0, '\xff\xd8\xff')) return null;
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (frame) return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}

/** RFC 9649: lossy, lossless or extended, by its first chunk. @param {DataView} view @returns {Picture | null} */
function webp(view) {
  if (!says(view, 0, 'RIFF') || !says(view, 8, 'WEBP') || view.byteLength < 30) return null;
  const type = 'image/webp';
  const three = (/** @type {number} */ at) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (says(view, 12, 'VP8X')) return { type, width: 1 + three(24), height: 1 + three(27) };
  if (says(view, 12, 'VP8 ')) return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (!says(view, 12, 'VP8L')) return null;
  const bits = view.getUint32(21, true);
  return { type, width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}
