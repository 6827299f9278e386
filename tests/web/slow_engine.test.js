// An engine that takes its time: nothing that it tells is lost, and nobody is disturbed when its answers come at last.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { agree, twoWhoKnowEachOther, until } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { SlowLine } from './support/slow_line.js';
import { open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */

const house = new House();
/** @type {import('./support/house.js').Person} */
let ada;
/** @type {import('./support/house.js').Person} */
let bo;
/** @type {Page} */
let page;
/** @type {SlowLine} */
let line;
before(async () => {
  ({ ada, bo } = await twoWhoKnowEachOther(house));
  page = await ada.room({}, async (opened) => void (line = await SlowLine.before(opened)));
});
after(() => house.close());

/** The end of reading a conversation: how long its messages are kept comes last. */
const read = () => page.getByRole('complementary').getByText('Messages are kept').waitFor();

test('what is told while the list is read again comes in its order: delivered stays delivered', async () => {
  await open(page, 'Bo');
  await read();
  const asked = line.hold('buddy.list');
  const delivered = line.told((event) => event.event === 'state' && event.state === 'delivered');
  await ada.run('send', 'Bo', 'Is the kettle on?');
  await asked;
  await delivered;
  line.release();
  await page.getByRole('option').filter({ hasText: 'Is the kettle on?' }).getByText('delivered').waitFor();
});

test('whoever goes on with the keyboard before a page is complete stays where they are', async () => {
  await press(page, 'Sotto');
  const asked = line.hold('history');
  await open(page, 'Bo');
  await asked;
  await page.getByRole('button', { name: 'More about Bo' }).focus();
  line.release();
  await read();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More about Bo');
});

test('what is typed before the draft has come is not written over by it', async () => {
  await page.getByLabel('Write to Bo').fill('A draft of yesterday');
  await press(page, 'Sotto');
  const asked = line.hold('draft.get');
  await open(page, 'Bo');
  await asked;
  await page.getByLabel('Write to Bo').fill('What I want to say today');
  line.release();
  await read();
  assert.equal(await page.getByLabel('Write to Bo').inputValue(), 'What I want to say today');
});

test('what was refused stays to be read while the engine tells other things', async () => {
  await page.getByRole('navigation').getByRole('button', { name: /^Relay/ }).click();
  await page.getByText('Add another relay').click();
  await page.getByLabel('Your association’s relay link').fill('sotto-relay:nothing');
  await press(page, 'Add the relay');
  const refused = page.getByRole('alert').filter({ hasText: /\S/ });
  await refused.waitFor();
  line.tell({ event: 'relay', state: 'waiting' });
  await page.getByRole('navigation').getByRole('button', { name: 'Relay waiting' }).waitFor();
  assert.equal(await refused.count(), 1);
});

test('what came while the line was gone is there once it is back', async () => {
  await ada.run('config', 'set', 'on_close', 'stay');
  await open(page, 'Bo');
  await read();
  await line.cut();
  await bo.run('send', 'Ada', 'Did you hear that?');
  await until(async () => (await ada.run('history', 'Bo')).messages.some((/** @type {any} */ one) => one.text === 'Did you hear that?'));
  line.mend();
  await page.getByRole('option').filter({ hasText: 'Did you hear that?' }).waitFor();
});

test('a row that has the keyboard keeps it when something new comes', async () => {
  await agree(ada, bo);
  await open(page, 'Bo');
  await read();
  await page.getByRole('option').filter({ hasText: 'Is the kettle on?' }).focus();
  const { case: one } = await ada.run('case', 'new', 'Winter rota');
  await ada.run('share', 'Bo', '--case', one.ref, '--label', 'think', 'What am I not seeing?');
  await page.getByRole('option').filter({ hasText: 'You offered this' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Answer this' }).waitFor();
  await page.keyboard.press('Escape');
});

test('a word that reads as advice is asked about, whatever else the engine tells while it is looked at', async () => {
  const { session } = await bo.run('session', 'invite', 'Ada');
  const state = async (/** @type {string} */ name) => (await ada.run('session', 'show', '--id', session.id)).session[name];
  await until(async () => (await ada.run('session', 'list')).sessions.some((/** @type {any} */ one) => one.state === 'asked'));
  await ada.run('session', 'reply', 'yes', '--id', session.id);
  await until(async () => (await bo.run('session', 'show', '--id', session.id)).session.state === 'agreed');
  await bo.run('session', 'start', '--id', session.id);
  for (let phase = 0; phase < 3; ++phase) await bo.run('session', 'next', '--id', session.id);
  await until(async () => (await state('phase')) === 'explore');
  await press(page, 'To the session');
  await page.getByText('Open questions.').waitFor();
  // The engine tells of the session; what is written is looked at again while the field is empty, its words on their way.
  const list = line.asked('agree.show');
  line.tell({ event: 'practice', subject: 'session' });
  await list;
  await line.hold('session.list');
  const looked = line.asked('session.compose');
  await page.getByLabel('Write to Bo').fill('You should tell him no.');
  await page.keyboard.press('Enter');
  await looked;
  line.release();
  await page.getByRole('button', { name: 'Send it anyway' }).waitFor();
});

test('no page complained', () => {
  assert.deepEqual(house.complaints, []);
  assert.deepEqual(house.elsewhere, []);
});
