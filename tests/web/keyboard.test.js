// Without a pointer and without looking: everything is done with keys, and what is on the page has its names.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { screens } from './all_screens.js';
import { furnishedWindows } from './support/furnish.js';
import { House } from './support/house.js';
import { choose, round, walkTo, writeInto } from './support/keys.js';
import { test } from './support/seen.js';
import { leaveDialog, quiet } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */

const house = new House();
/** @type {Page} */
let a;
/** @type {Page} */
let b;
before(async () => void ({ a, b } = await furnishedWindows(house)));
after(() => house.close());

test('two people talk, share and answer with keys alone, and always see where they are', async () => {
  await choose(a, /^B Bo |^Bo /);
  await a.getByLabel('Write to Bo').waitFor();
  await writeInto(a, 'Write to Bo', 'Are you there?');
  await a.keyboard.press('Enter');
  await choose(b, /^A Ada |^Ada /);
  await b.getByRole('option').getByText('Are you there?').waitFor();

  // An answer to it: back from the field into the list, up and down, and the menu of the message.
  await b.getByLabel('Write to Ada').focus();
  await walkTo(b, /Are you there\?/, 'Shift+Tab');
  await b.keyboard.press('ArrowUp');
  await b.keyboard.press('ArrowDown');
  await b.keyboard.press('Enter');
  await choose(b, 'Answer this');
  await b.keyboard.type('Here I am.');
  await b.keyboard.press('Enter');
  await a.getByRole('option').getByText('Here I am.').waitFor();

  // Something from a case.
  await choose(a, /^Winter rota/);
  await a.getByRole('heading', { name: 'Winter rota' }).first().waitFor();
  await choose(a, 'Share something');
  await writeInto(a, 'In your words', 'Somebody wants a second summary. What would you ask first?');
  await choose(a, 'Offer it');
  await b.getByRole('option').filter({ hasText: 'You are asked to take this' }).nth(1).waitFor();
  await b.getByLabel('Write to Ada').focus();
  await walkTo(b, /You are asked to take this/, 'Shift+Tab');
  await b.keyboard.press('ArrowUp');
  await b.keyboard.press('End');
  await b.keyboard.press('Enter');
  await b.getByRole('button', { name: 'Accept and open' }).waitFor();
  await choose(b, 'Accept and open');
  await b.getByText('What would you ask first?').waitFor();
});

test('a question is left with Escape, and the keyboard is where it was', async () => {
  await choose(a, /^B Bo |^Bo /);
  await a.getByLabel('Write to Bo').waitFor();
  await walkTo(a, 'More about Bo', 'Shift+Tab');
  await a.keyboard.press('Enter');
  await a.getByRole('dialog').waitFor();
  await a.keyboard.press('Escape');
  await a.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await a.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'More about Bo');
});

test('what comes while one is elsewhere on the page is announced', async () => {
  const [, bo] = house.people;
  await bo?.run('send', 'Ada', 'The tea is ready.');
  const status = a.locator('[role=status][aria-live=polite]');
  await status.getByText('Bo: The tea is ready.').or(status.getByText(/The tea is ready\./)).first().waitFor({ state: 'attached' });
});

/** The browser's own accessibility tree. @param {Page} page */
async function tree(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes.filter((node) => !node.ignored).map((node) => ({ role: String(node.role?.value ?? ''), name: String(node.name?.value ?? '').trim() }));
}

test('a conversation is a list of options that say who wrote what, and whether it came', async () => {
  await a.getByRole('option', { name: /^You:.*Are you there\?.*delivered/s }).waitFor(); // it may come a moment after the answer
  const all = await tree(a);
  assert.deepEqual(all.filter((one) => one.role === 'listbox').map((one) => one.name), ['Conversation with Bo']);
  const options = all.filter((one) => one.role === 'option').map((one) => one.name);
  assert.ok(options.some((name) => /^You:.*Are you there\?.*delivered/s.test(name)), options.join('\n'));
  assert.ok(options.some((name) => /^They:.*Here I am\./s.test(name)), options.join('\n'));
  assert.ok(all.some((one) => one.role === 'status'));
  for (const role of ['navigation', 'main', 'complementary']) assert.equal(all.filter((one) => one.role === role).length, 1, role);
});

const spoken = ['button', 'link', 'textbox', 'searchbox', 'checkbox', 'radio', 'combobox', 'spinbutton', 'listbox', 'option', 'dialog', 'heading', 'tab', 'progressbar', 'meter'];

for (const screen of screens) {
  test(`${screen.name}: every stop of the keyboard is seen and has a name, in the browser's own tree, too`, async () => {
    const page = screen.who === 'a' ? a : b;
    await leaveDialog(page);
    await screen.go(page);
    await quiet(page);
    assert.ok((await round(page)).length > 1);
    const nameless = (await tree(page)).filter((one) => spoken.includes(one.role) && !one.name);
    assert.deepEqual(nameless, []);
  });
}

test('no page complained', () => {
  assert.deepEqual(house.complaints, []);
  assert.deepEqual(house.elsewhere, []);
});
