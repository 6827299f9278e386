// An invitation out of a picture of its QR code. The browser opens the picture, in its sandbox; what reads the squares is
// loaded when it is first needed.
const largestFile = 20 * 1024 * 1024; // bytes: a photograph from a telephone
const longestSide = 1600; // pixels; more does not help to find the squares
const longestLink = 512; // characters; an invitation has fewer than 200
const patience = 3000; // milliseconds

/** The first picture among what was pasted or dropped. @param {DataTransfer | null} from */
export const pictureIn = (from) => [...(from?.files ?? [])].find((file) => file.type.startsWith('image/'));

/** The invitation that a picture shows, or nothing. @param {Blob} picture @returns {Promise<string>} */
export async function invitationIn(picture) {
  if (picture.size > largestFile) return '';
  try {
    const { decodeQR } = await import('/vendor/qr/decode.js');
    const text = decodeQR(await pixels(picture), { timeLimit: patience }).trim();
    return text.startsWith('sotto:') && text.length <= longestLink ? text : '';
  } catch {
    return ''; // no picture after all, or no code in it
  }
}

/** @param {Blob} picture */
async function pixels(picture) {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const sheet = new OffscreenCanvas(width, height).getContext('2d');
  if (!sheet) throw new Error('no canvas');
  sheet.fillStyle = 'white'; // behind what is transparent
  sheet.fillRect(0, 0, width, height);
  sheet.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return sheet.getImageData(0, 0, width, height);
}
