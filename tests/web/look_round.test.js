// What somebody new is shown once, and what they are warned of.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { firstRun, press } from './support/steps.js';

const house = new House();
after(() => house.close());

const stops = ['People', 'Cases', 'CPD record', 'Relay', 'I need someone now', 'Step away'];
/** @param {import('playwright-core').Page} page @param {string} name */
const stop = (page, name) => page.getByRole('region', { name, exact: true });

test('a look round passes every part, and is left at any moment', async () => {
  const page = await house.person('Ada').window();
  await firstRun(page, 'Ada', await house.relay());
  await press(page, 'Look round');
  for (const [n, name] of stops.entries()) {
    await stop(page, name).waitFor();
    assert.equal(await page.locator('.is-here').count(), 1, name);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), name);
    await press(page, n + 1 < stops.length ? 'Next' : 'That is all');
  }
  const leaving = [() => press(page, 'Leave it'), () => page.keyboard.press('Escape'), () => press(page, 'Settings')];
  for (const leave of leaving) {
    await press(page, 'Look round');
    await stop(page, 'People').waitFor();
    await leave();
    await stop(page, 'People').waitFor({ state: 'detached' });
    assert.equal(await page.locator('.is-here').count(), 0);
  }
  assert.deepEqual(house.complaints, []);
});

test('in the everyday browser every passphrase and the list stand beside a warning; in a window of its own there is none', async () => {
  const bo = house.person('Bo');
  const page = await bo.window();
  const warning = page.getByText('This is your everyday browser');
  await page.getByRole('button', { name: 'Open the room' }).waitFor();
  assert.equal(await warning.count(), 0);
  await page.goto('about:blank');
  await page.goto(`${await bo.address()},everyday`);
  await page.getByRole('button', { name: 'Open the room' }).waitFor();
  await warning.waitFor();
  await firstRun(page, 'Bo', '');
  await warning.waitFor();
  await page.keyboard.press('Control+.');
  await page.getByRole('heading', { name: 'The room is closed' }).waitFor();
  await warning.waitFor();
});
