// Every screen, both themes, four widths: no violation that axe can see, and nothing wider than the window.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { screens } from './all_screens.js';
import { furnishedWindows } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { leaveDialog, quiet } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const widths = [320, 720, 1280, 1440];
const all = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const colours = { type: 'rule', values: ['color-contrast'] };

const house = new House();
/** @type {{a: Page, b: Page}} */
let pages;
before(async () => void (pages = await furnishedWindows(house)));
after(() => house.close());

/**
 * Nothing is fetched ahead: that serves rules about sound, which no page has, and takes half of the time.
 * @param {Page} page @param {typeof all} only @returns {Promise<string[]>}
 */
async function violations(page, only) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate((rules) => /** @type {any} */ (globalThis).axe.run(document, { runOnly: rules, resultTypes: ['violations'], preload: false }), only);
  return found.violations.map((/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html.slice(0, 120)).join(' | ')}`);
}

for (const screen of screens) {
  test(`${screen.name}: accessible in both themes, from 320 to 1,440 pixels`, async () => {
    const page = pages[screen.who];
    await page.setViewportSize({ width: 1280, height: 800 });
    await leaveDialog(page);
    await screen.go(page);
    await quiet(page);
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      // The dark theme is the same page in other colours: once whole, then its colours at each width.
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const where = `${screen.name}, ${colorScheme}, ${width}`;
        assert.deepEqual(await violations(page, colorScheme === 'light' || width === 1280 ? all : colours), [], where);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${where}: ${wide} pixels too wide`);
      }
    }
  });
}

test('nobody but the engines was asked, and no page complained', () => {
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
