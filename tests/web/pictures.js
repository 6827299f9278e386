// Every screen in light and dark, and on a phone, into docs/pictures, with a page that shows them all. Run by: ./run pictures
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { screens } from './all_screens.js';
import { furnished } from './support/furnish.js';
import { House } from './support/house.js';
import { small } from './support/small_png.js';
import { leaveDialog, quiet } from './support/steps.js';

const folder = process.env.SOTTO_PICTURES ?? fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
mkdirSync(folder, { recursive: true });
const house = new House();
/** One line a screen, for whoever opens the folder. @type {string[]} */
const index = [];

/** @param {import('playwright-core').Page} page @param {string} name */
const keep = async (page, name) => writeFileSync(join(folder, `${name}.png`), small(await page.screenshot()));

/** @param {import('playwright-core').Page} page @param {string} name */
async function take(page, name) {
  await page.mouse.move(1279, 799); // nothing is hovered
  await page.evaluate(() => document.fonts.ready);
  // Where things lie on the computer that makes the pictures is not the reader's business.
  for (const path of await page.locator('.noticed__what').all()) await path.evaluate((one) => (one.textContent = one.textContent?.replace(/: \/.*/, '') ?? ''));
  const what = name.replaceAll('-', ' ');
  index.push(`| ${what} | ${['light', 'dark', 'phone'].map((kind) => `<img src="${name}-${kind}.png" alt="${what}, ${kind}" ${kind === 'phone' ? 'height' : 'width'}="300">`).join(' | ')} |`);
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 1280, height: 800 });
    await keep(page, `${name}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 390, height: 844 });
  await keep(page, `${name}-phone`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

try {
  const newcomer = await house.person('Newcomer').window();
  await newcomer.getByRole('button', { name: 'Open the room' }).waitFor();
  await take(newcomer, 'first-run');
  const { ada, bo } = await furnished(house);
  const pages = { a: await ada.room(), b: await bo.room() };
  for (const screen of screens) {
    const page = pages[screen.who];
    await leaveDialog(page);
    await screen.go(page);
    await quiet(page);
    await take(page, screen.name);
  }
  await pages.b.keyboard.press('Control+.');
  await pages.b.getByRole('heading', { name: 'The room is closed' }).waitFor();
  await take(pages.b, 'unlock');
  writeFileSync(join(folder, 'README.md'), ['# Every screen', '', 'Taken from the program by `./run pictures`; Ada and Bo are made up.', '', '| screen | light | dark | phone |', '|---|---|---|---|', ...index, ''].join('\n'));
} finally {
  await house.close();
}
