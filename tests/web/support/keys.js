// A person without a pointer: everything is reached with Tab and the arrows, and at each stop it can be seen where one is.
import assert from 'node:assert/strict';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{name: string, role: string, seen: boolean, covered: boolean}} Stop */

const stopsMax = 120; // more Tab presses than any page has stops: who gets there has gone in a circle

/** What has the keyboard now, and whether one sees that. @param {Page} page @returns {Promise<Stop>} */
const stop = (page) =>
  page.evaluate(() => {
    const here = /** @type {HTMLElement} */ (document.activeElement ?? document.body);
    const labelled = here.getAttribute('aria-labelledby');
    const labels = 'labels' in here ? [.../** @type {NodeListOf<HTMLElement>} */ (here.labels ?? [])].map((one) => one.innerText) : [];
    const name = here.getAttribute('aria-label') ?? (labelled ? (document.getElementById(labelled)?.innerText ?? '') : labels.length ? labels.join(' ') : here.innerText);
    /** @param {Element | null} one @returns {boolean} */
    const drawn = (one) => Boolean(one) && getComputedStyle(/** @type {Element} */ (one)).outlineStyle !== 'none' && parseFloat(getComputedStyle(/** @type {Element} */ (one)).outlineWidth) >= 2;
    // A field that nobody sees, such as the browser's own file button, is shown by its label.
    const unseen = here.getBoundingClientRect().width <= 1;
    const shown = (unseen && here.closest('label')) || here;
    const box = shown.getBoundingClientRect();
    // In the part of it that is in the window: nothing may lie above it, such as a bar that stays in its place.
    const x = (Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2;
    const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
    const on = document.elementFromPoint(x, y);
    return {
      name: name.replace(/\s+/g, ' ').trim(),
      role: here.getAttribute('role') ?? here.tagName.toLowerCase(),
      seen: drawn(here) || drawn(here.parentElement) || drawn(here.closest('label')),
      covered: !(on && (shown.contains(on) || on.contains(shown))),
    };
  });

/** @param {Page} page @param {string} key @returns {Promise<Stop>} */
async function press(page, key) {
  await page.keyboard.press(key);
  const here = await stop(page);
  // Between the last stop and the first one the browser's own window has the keyboard; a new page puts it on its heading.
  if (here.role === 'body' || here.role === 'h1') return here;
  assert.ok(here.seen, `it cannot be seen that the keyboard is on ${here.role} “${here.name}”`);
  assert.ok(!here.covered, `something lies over ${here.role} “${here.name}” while the keyboard is on it`);
  return here;
}

/** Walks on until the keyboard is on what is called so. @param {Page} page @param {string | RegExp} name */
export async function walkTo(page, name, key = 'Tab') {
  const fits = (/** @type {string} */ said) => (typeof name === 'string' ? said === name : name.test(said));
  const passed = [];
  for (let n = 0; n < stopsMax; ++n) {
    const here = await press(page, key);
    if (fits(here.name)) return;
    passed.push(here.name);
  }
  assert.fail(`the keyboard does not come to ${name}; it came to: ${[...new Set(passed)].join(' | ')}`);
}

/** @param {Page} page @param {string | RegExp} name */
export async function choose(page, name) {
  await walkTo(page, name);
  await page.keyboard.press('Enter');
}

/** @param {Page} page @param {string | RegExp} name @param {string} text */
export async function writeInto(page, name, text) {
  await walkTo(page, name);
  await page.keyboard.type(text);
}

/** Every stop of a page or of the question over it, from the first to the last. @param {Page} page */
export async function round(page) {
  await page.evaluate(() => {
    const within = document.querySelector('dialog[open]') ?? document;
    /** @type {HTMLElement | null} */ (within.querySelector('a[href], button, input, textarea, select'))?.focus();
  });
  const names = [];
  for (let n = 0; n < stopsMax; ++n) {
    const here = await press(page, 'Tab');
    if (here.role === 'body') return names;
    assert.notEqual(here.name, '', `a stop without a name: ${here.role}`);
    names.push(here.name);
  }
  assert.fail(`no way out with Tab: ${names.slice(-6).join(' | ')}`);
}
