// Every screen at 200 % and from right to left: nothing is lost, nothing is cut, nothing has to be scrolled sideways.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { screens } from './all_screens.js';
import { furnishedWindows } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { leaveDialog, open, quiet } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */

const house = new House();
/** @type {{a: Page, b: Page}} */
let pages;
before(async () => void (pages = await furnishedWindows(house)));
after(() => house.close());

const full = { width: 1280, height: 800 };
const zoomed = { width: 640, height: 400 }; // what is left of the same window at 200 %

/** The names of what can be used in the page, in the question over it, or in the look round: on a narrow window that has the
 * list beside it, and the page comes back when it is left. @param {Page} page @returns {Promise<string[]>} */
const controls = (page) =>
  page.evaluate(() => {
    const within = document.querySelector('dialog[open], .tour') ?? document.querySelector('main');
    const all = [...(within?.querySelectorAll('button, input, select, textarea, summary, a[href]') ?? [])].filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && !one.closest('.back'));
    return all.map((one) => one.getAttribute('aria-label') || /** @type {HTMLElement} */ (one).innerText?.replace(/\s+/g, ' ').trim() || one.id || /** @type {HTMLInputElement} */ (one).name);
  });

/** What sticks out of the window, or is cut without dots. @param {Page} page @returns {Promise<string[]>} */
const cut = (page) =>
  page.evaluate(() => {
    const out = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) out.push(`the page is ${root.scrollWidth - innerWidth} pixels too wide`);
    for (const one of document.querySelectorAll('main *, nav *, aside *, dialog[open] *')) {
      if (!one.checkVisibility({ checkVisibilityCSS: true }) || one.closest('.visually-hidden, .skip, svg')) continue;
      const box = one.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      if (box.left < -1 || box.right > innerWidth + 1) out.push(`outside: ${one.outerHTML.slice(0, 100)}`);
      const style = getComputedStyle(one);
      const text = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      if (text && style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 1) out.push(`cut: ${one.outerHTML.slice(0, 100)}`);
    }
    return out;
  });

/** Controls that cannot be brought into view, or that something else covers then. @param {Page} page @returns {Promise<string[]>} */
const unreachable = (page) =>
  page.evaluate(() => {
    const out = [];
    const within = document.querySelector('dialog[open], .tour') ?? document.querySelector('main');
    for (const one of within?.querySelectorAll('button, input, select, textarea, summary') ?? []) {
      if (!one.checkVisibility({ checkVisibilityCSS: true }) || one.closest('.visually-hidden')) continue;
      one.scrollIntoView({ block: 'nearest' });
      const box = one.getBoundingClientRect();
      if (box.width < 2) continue; // drawn by its label
      const on = document.elementFromPoint((box.left + box.right) / 2, (box.top + Math.min(box.bottom, innerHeight)) / 2);
      if (!on || !(one.contains(on) || on.contains(one) || on.closest('label')?.contains(one))) out.push(one.outerHTML.slice(0, 120));
    }
    return out;
  });

for (const screen of screens) {
  test(`${screen.name}: whole at 200 % and from right to left`, async () => {
    const page = pages[screen.who];
    await page.setViewportSize(full);
    await leaveDialog(page);
    await screen.go(page);
    await quiet(page);
    const before = await controls(page);
    await page.setViewportSize(zoomed);
    const left = await controls(page);
    assert.deepEqual(before.filter((name) => !left.includes(name)), [], 'lost at 200 %');
    assert.deepEqual(await cut(page), [], 'at 200 %');
    assert.deepEqual(await unreachable(page), [], 'out of reach at 200 %');

    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    try {
      for (const size of [full, zoomed, { width: 320, height: 640 }]) {
        await page.setViewportSize(size);
        assert.deepEqual(await cut(page), [], `from right to left, ${size.width} pixels wide`);
      }
      await page.setViewportSize(full);
      const [side, main] = await page.evaluate(() => ['nav.side', 'main'].map((one) => document.querySelector(one)?.getBoundingClientRect().left ?? 0));
      assert.ok(Number(side) > Number(main), 'the list is on the right');
      const arrows = await page.evaluate(() => [...document.querySelectorAll('.icon')].filter((one) => /#i-(back|send|chevron)$/.test(one.querySelector('use')?.getAttribute('href') ?? '')).map((one) => getComputedStyle(one).scale));
      assert.deepEqual(arrows.filter((scale) => scale !== '-1 1'), [], 'arrows point the other way');
    } finally {
      await page.evaluate(() => (document.documentElement.dir = ''));
    }
  });
}

test('a conversation that is at its end stays there in a narrower window', async () => {
  const page = pages.a;
  const below = () => page.locator('.talk__scroll').evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
  await page.setViewportSize(full);
  await leaveDialog(page);
  await open(page, 'Bo');
  await page.getByRole('option').last().waitFor();
  assert.ok((await below()) < 2);
  await page.setViewportSize({ width: 320, height: 400 });
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.ok((await below()) < 2);
});

test('nobody but the engines was asked, and no page complained', () => {
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
