// A session between two engines, by the screens: one clock, what each phase lets through, the note and the CPD line.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { twoAtWindows } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */

const house = new House();
/** Ada, who presents and keeps the time. @type {Page} */
let a;
/** @type {Page} */
let b;
before(async () => void ({ a, b } = await twoAtWindows(house)));
after(() => house.close());

/** @param {Page} page */
const main = (page) => page.getByRole('main');
/** @param {Page} page @param {string} text */
async function say(page, text) {
  await page.getByLabel(/^Write to /).fill(text);
  await page.keyboard.press('Enter');
}

test('one asks, the other sees it where they are and says yes', async () => {
  await open(a, 'Bo');
  await press(a, 'A session');
  await press(a, 'Ask Bo');
  await a.getByRole('heading', { name: 'You asked Bo' }).waitFor();
  await open(b, 'Ada');
  await press(b, 'Answer');
  await press(b, 'Yes');
  await press(a, 'Begin');
  for (const page of [a, b]) {
    await page.getByRole('timer').waitFor();
    await main(page).getByText('Say it first, both of you: what you cannot promise.').waitFor();
  }
});

test('while one listens only a word of being there is let through; both read what is written', async () => {
  await press(a, 'Next: Listen');
  await main(b).getByText('Only listen.').waitFor();
  await say(b, 'Tell me more about the date.');
  await press(b, 'I hear you');
  await main(a).getByRole('option').filter({ hasText: 'I hear you' }).waitFor();
  assert.equal(await main(a).getByText('Tell me more about the date.').count(), 0);
});

test('what reads as advice is asked about once, and then goes as it is', async () => {
  await press(a, 'Next: Clarify');
  await press(a, 'Next: Explore');
  await main(b).getByText('Open questions.').waitFor();
  await say(b, 'You should tell him no.');
  await main(b).getByText('That reads as advice.').waitFor();
  assert.equal(await main(a).getByText('You should tell him no.').count(), 0);
  await press(b, 'Send it anyway');
  await main(a).getByRole('option').filter({ hasText: 'You should tell him no.' }).waitFor();
});

test('either may pause, and five more minutes need both', async () => {
  await press(b, 'Pause');
  for (const page of [a, b]) await main(page).getByText('A pause of two minutes').waitFor();
  await press(b, 'Go on');
  await main(a).getByText('A pause of two minutes').waitFor({ state: 'detached' });
  await press(a, 'Five more minutes');
  await press(b, 'Yes, five more');
  await main(a).getByText(/^2[45]:\d\d$/).waitFor();
});

test('a second opinion is asked from the session and waits in it', async () => {
  await press(a, 'A second opinion');
  await a.getByLabel('Your question').fill('Wait until Monday?');
  await a.getByRole('textbox', { name: 'Choice 1' }).fill('Wait');
  await a.getByRole('radio', { name: 'Wait' }).check();
  await press(a, 'Seal my view and ask');
  await press(b, 'Give my view');
  await b.getByRole('radio', { name: 'Not enough information' }).check();
  await press(b, 'Seal my view');
  await main(a).getByText('You see it differently.').waitFor();
});

test('the note stays with whoever presented, and names in it are pointed out', async () => {
  await open(a, 'Bo');
  await press(a, 'To the session');
  await press(a, 'End the session');
  await press(a, 'End the session');
  await a.getByLabel('What I noticed').fill('Orla Penhaligon rang me, 07700 900123.');
  await press(a, 'Save');
  await a.getByRole('dialog').getByRole('heading', { name: 'Stop and think' }).waitFor();
  await press(a, 'Change the words');
  await a.getByLabel('What I noticed').fill('I was in a hurry to be rid of it.');
  await press(a, 'Save');
  await a.getByRole('status').filter({ hasText: 'Kept on this computer' }).waitFor();
  await press(a, 'A line for the CPD record');
  await main(a).getByText('From your session on').waitFor();
  await a.getByLabel('What did you learn?').fill('To wait before I answer.');
  await press(a, 'Save');
  await main(a).getByText('To wait before I answer.').waitFor();
  await open(a, 'Bo');
  await press(a, 'A session');
  await main(a).getByText('One session before').click();
  await main(a).getByRole('button', { name: 'With a note of yours' }).click();
  assert.equal(await a.getByLabel('What I noticed').inputValue(), 'I was in a hurry to be rid of it.');
});

test('nobody but the engines was asked, and no page complained', () => {
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
