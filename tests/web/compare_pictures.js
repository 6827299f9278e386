// Two folders of pictures, as a person sees them from across a desk. Names, hours, words and codes differ from run to run,
// so each picture is looked at in squares of eight pixels by their mean colour: a letter more does not matter, a lost
// colour, a panel at another place or a page without its sheet does.
// compare_pictures.js OLD NEW; ends with 1 when a picture is missing or more than two squares in a hundred differ.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { House } from './support/house.js';

const square = 8; // pixels
const shade = 32; // of 255, in one of the three colours
const most = 0.02;

const [before = '', after = ''] = process.argv.slice(2);
const house = new House();
const url = (/** @type {string} */ file) => `data:image/png;base64,${readFileSync(file).toString('base64')}`;

/** The share of squares that differ; 1 when the sizes do. @param {{old: string, new: string, square: number, shade: number}} pair */
async function differing(pair) {
  const [a, b] = await Promise.all(
    [pair.old, pair.new].map(async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      return picture;
    }),
  );
  if (!a || !b || a.width !== b.width || a.height !== b.height) return 1;
  const [left, right] = [a, b].map((picture) => {
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(picture.width / pair.square);
    canvas.height = Math.ceil(picture.height / pair.square);
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height).data;
  });
  let other = 0;
  if (!left || !right) return 1;
  for (let n = 0; n < left.length; n += 4) if ([0, 1, 2].some((k) => Math.abs((left[n + k] ?? 0) - (right[n + k] ?? 0)) > pair.shade)) ++other;
  return (4 * other) / left.length;
}

let wrong = 0;
try {
  const page = await (await house.browser()).newPage();
  const names = new Set([...readdirSync(before), ...readdirSync(after)].filter((name) => name.endsWith('.png')));
  for (const name of [...names].sort()) {
    const [was, is] = [join(before, name), join(after, name)];
    const missing = [was, is].find((file) => !existsSync(file));
    const share = missing ? 1 : await page.evaluate(differing, { old: url(was), new: url(is), square, shade });
    if (share <= most) continue;
    ++wrong;
    console.log(missing ? `${missing} is missing` : `${name}: ${(100 * share).toFixed(1)} % of it looks different`);
  }
  console.log(`${names.size - wrong} of ${names.size} pictures are as they were`);
} finally {
  await house.close();
}
process.exitCode = wrong ? 1 : 0;
