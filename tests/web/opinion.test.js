// A second opinion between two engines, by the screens: sealed on both sides, then open on both at once.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { twoAtWindows } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */

const house = new House();
/** @type {Page} */
let a;
/** @type {Page} */
let b;
before(async () => void ({ a, b } = await twoAtWindows(house)));
after(() => house.close());

/** Ada asks; the question waits at Bo. @param {string} question @param {string} why */
async function ask(question, why) {
  await open(a, 'Bo');
  await press(a, 'A second opinion');
  await a.getByLabel('Your question').fill(question);
  await a.getByRole('textbox', { name: 'Choice 1' }).fill('Go ahead');
  await a.getByRole('textbox', { name: 'Choice 2' }).fill('Pause');
  await a.getByRole('radio', { name: 'Pause' }).check();
  await a.getByLabel('Why, in a line or two').fill(why);
  await press(a, 'Seal my view and ask');
}

/** @param {Page} page */
const text = (page) => page.getByRole('main').innerText();

test('nobody reads a view before both have sealed one; then both read both', async () => {
  await ask('Go ahead with the hearing this week?', 'Nobody has asked whether they can attend.');
  await a.getByText('1 of 2 sealed').waitFor();
  await open(b, 'Ada');
  await press(b, 'Give my view');
  await b.getByRole('heading', { name: 'Go ahead with the hearing this week?' }).waitFor();
  assert.doesNotMatch(await text(b), /Nobody has asked whether/);
  await b.getByRole('radio', { name: 'Go ahead' }).check();
  await b.getByLabel('Why, in a line or two').fill('It was moved twice already.');
  await press(b, 'Seal my view');
  for (const page of [a, b]) {
    await page.getByText('You see it differently.').waitFor();
    await page.getByText('Nobody has asked whether they can attend.').waitFor();
    await page.getByText('It was moved twice already.').waitFor();
    assert.match(await text(page), /It is not legal advice/);
  }
});

test('a name in the reasons is pointed out before anything is sealed, and replaced', async () => {
  await ask('Pause the second meeting?', 'Orla Penhaligon told me on the phone, 07700 900123.');
  await a.getByRole('heading', { name: 'Stop and think' }).waitFor();
  await press(a, 'Replace all 2');
  await press(a, 'Go on with this');
  await a.getByText('1 of 2 sealed').waitFor();
  assert.doesNotMatch(await text(a), /Penhaligon|07700/);
  await press(a, 'Take the question back');
  await press(a, 'Take the question back');
  await a.getByRole('main').getByText('You took the question back. No view was opened.').waitFor();
});

test('whoever is asked may give no view, with a reason and nothing else', async () => {
  await ask('Write to both of them today?', '');
  await open(b, 'Ada');
  await press(b, 'Give my view');
  await b.getByRole('heading', { name: 'Write to both of them today?' }).waitFor();
  await press(b, 'Give no view');
  await b.getByLabel('I may know the people').check();
  await press(b, 'Send this reason');
  await b.getByRole('main').getByText('You gave no view on this one.').waitFor();
  await a.getByText('Bo gives no view on this one.').waitFor();
});

test('nobody but the engines was asked, and no page complained', () => {
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
