// The scorecard, this computer, the relay and the way out: each tried as a person would.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { settled } from './support/furnish.js';
import { House, passphrase } from './support/house.js';
import { test } from './support/seen.js';
import { press } from './support/steps.js';

const house = new House();
after(() => house.close());
/** @type {import('./support/house.js').Person} */
let ada;
/** @type {import('playwright-core').Page} */
let page;
before(async () => {
  ada = await settled(house, 'Ada', await house.relay());
  page = await ada.room();
});
const setting = async (/** @type {string} */ key) => (await ada.run('config', 'get', key)).value;
/** @param {RegExp} name */
const act = (name) => page.getByRole('main').getByRole('button', { name }).click();

test('every line of the scorecard does what its button says', async () => {
  await press(page, 'Settings');
  await act(/^Change: The room closes after 10 minutes/);
  await page.getByLabel('Close the room after').fill('4');
  await press(page, 'Save');
  await page.getByText('The room closes after 4 minutes away').waitFor();
  assert.equal(await setting('autolock'), '4');
  await act(/Nobody sees whether you have read something/);
  await page.getByText('Your buddies see when you have read something').waitFor();
  assert.equal(await setting('receipts'), 'on');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  assert.equal(await setting('theme'), 'dark');
});

test('how large a file comes without a question, and how much room files have, is said and changed', async () => {
  const field = (/** @type {string} */ name) => page.getByLabel(name, { exact: true });
  assert.equal(await field('Taken without asking, up to').inputValue(), '25');
  await field('Taken without asking, up to').fill('0');
  await field('Room for all files together').fill('512');
  await field('Room for the files of one buddy').fill('2000000');
  await press(page, 'Save: Files from your buddies');
  assert.equal(await field('Room for the files of one buddy').evaluate((/** @type {HTMLInputElement} */ one) => one.validity.rangeOverflow), true);
  assert.equal(await setting('files.quota'), '2048');
  await field('Room for the files of one buddy').fill('256');
  await press(page, 'Save: Files from your buddies');
  await page.getByRole('form', { name: 'Files from your buddies' }).getByText('Saved.').waitFor();
  assert.deepEqual(await Promise.all(['files.ask_above', 'files.quota', 'files.buddy_quota'].map(setting)), ['0', '512', '256']);
  await press(page, 'Settings');
  assert.equal(await field('Room for all files together').inputValue(), '512');
});

test('on a computer for arranging times only there is no way into casework, and the choice can be taken back', async () => {
  await ada.run('config', 'set', 'casework', 'off');
  await page.keyboard.press('Control+.');
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await press(page, 'Unlock');
  await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
  await press(page, 'Open a case');
  await page.getByRole('heading', { name: 'This computer is for arranging times' }).waitFor();
  await press(page, 'Look at this choice again');
  await press(page, 'I understand, and go on');
  await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
  assert.equal(await setting('casework'), 'on');
  await press(page, 'Open a case');
  await page.getByLabel('A nickname for it').waitFor();
});

test('a relay link that is none is refused in a sentence, and what a relay can see stands beside it', async () => {
  await page.getByRole('navigation').getByRole('button', { name: /^Relay/ }).click();
  await page.getByRole('heading', { name: 'What this relay can see' }).waitFor();
  await page.getByText('Add another relay').click();
  await page.getByLabel('Your association’s relay link').fill('sotto-relay:nothing');
  await press(page, 'Add the relay');
  await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
  assert.equal((await ada.run('relay', 'list')).relays.length, 1);
});

test('one key, or Escape three times, closes the room and leaves no name in it', async () => {
  for (const leave of [() => page.keyboard.press('Control+.'), async () => { for (let n = 0; n < 3; ++n) await page.keyboard.press('Escape'); }]) {
    await leave();
    await page.getByRole('heading', { name: 'The room is closed' }).waitFor();
    assert.doesNotMatch(await page.evaluate(() => document.body.innerText + document.title), /Ada/);
    await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
    await press(page, 'Unlock');
    await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
  }
  assert.deepEqual(house.elsewhere, []);
});
