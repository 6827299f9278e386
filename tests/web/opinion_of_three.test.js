// A second opinion among three: each an engine, each a window. Nothing opens before all three have sealed.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { agree, meet, settled } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./support/house.js').Person} Person */

const house = new House();
/** @type {Person[]} */
let people;
/** @type {Page} */
let a;
/** @type {Page} */
let b;
/** @type {Page} */
let c;
/** Who somebody is among the three, as all have told each other. @param {Person} one */
const among = (one) => String(people.indexOf(one) + 1).repeat(32);

before(async () => {
  const relay = await house.relay();
  people = await Promise.all(['Ada', 'Bo', 'Cleo'].map((name) => settled(house, name, relay)));
  const [ada, bo, cleo] = /** @type {[Person, Person, Person]} */ (people);
  for (const [one, other] of /** @type {[Person, Person][]} */ ([[ada, bo], [ada, cleo], [bo, cleo]])) {
    await meet(one, other);
    await agree(one, other);
    await one.run('opinion', 'introduce', other.name, among(other));
    await other.run('opinion', 'introduce', one.name, among(one));
  }
  [a, b, c] = /** @type {[Page, Page, Page]} */ (await Promise.all(people.map((one) => one.room())));
});
after(() => house.close());

/** Ada asks both at once. @param {string} question */
async function ask(question) {
  const [ada] = /** @type {[Person]} */ (people);
  await ada.run('opinion', 'open', 'Bo', question, '--also', 'Cleo', '--as', among(ada), '--option', 'Go ahead', 'Pause', '--view', '2', '--why', 'Nobody has asked whether they can attend.');
  await open(a, 'Bo');
  await a.getByRole('option').filter({ hasText: 'You asked for a second opinion' }).last().click();
  await a.getByRole('heading', { name: question }).waitFor();
}

/** @param {Page} page @param {string} question */
async function toSeal(page, question) {
  await open(page, 'Ada');
  await press(page, 'Give my view');
  await page.getByRole('heading', { name: question }).waitFor();
}

/** @param {Page} page */
const text = (page) => page.getByRole('main').innerText();

test('three seal a view each, and only then read all of them, by words and not by names', async () => {
  const question = 'Go ahead with the hearing this week?';
  await ask(question);
  await a.getByText('You asked Bo and Cleo, and sealed your own view first.').waitFor();
  await a.getByText('1 of 3 sealed').waitFor();
  await toSeal(b, question);
  await b.getByRole('radio', { name: 'Go ahead' }).check();
  await b.getByLabel('Why, in a line or two').fill('It was moved twice already.');
  await press(b, 'Seal my view');
  for (const page of [a, b]) await page.getByText('2 of 3 sealed').waitFor();

  await toSeal(c, question);
  await c.getByText('2 of 3 sealed').waitFor();
  for (const page of [a, c]) assert.doesNotMatch(await text(page), /moved twice/);
  for (const page of [b, c]) assert.doesNotMatch(await text(page), /whether they can attend/);
  await c.getByRole('radio', { name: 'Pause' }).check();
  await c.getByLabel('Why, in a line or two').fill('The notes are not complete.');
  await press(c, 'Seal my view');
  for (const page of [a, b, c]) {
    await page.getByText('2 of 3 chose: Pause.').waitFor();
    for (const why of ['Nobody has asked whether they can attend.', 'It was moved twice already.', 'The notes are not complete.']) await page.getByText(why).waitFor();
    const views = page.getByRole('region', { name: 'The views' });
    assert.equal(await views.getByText('A colleague', { exact: true }).count(), 2);
    assert.doesNotMatch(await views.innerText(), /Ada|Bo|Cleo/);
    await page.getByText('Members’ devices can tell who sent which.').waitFor();
  }
  for (const name of ['Bo', 'Cleo']) await a.getByRole('button', { name: `Talk it over with ${name}` }).waitFor();
});

test('the question stands where it was asked, and not between the two who were asked', async () => {
  await open(b, 'Cleo');
  await b.getByRole('heading', { name: 'Cleo', exact: true }).first().waitFor();
  await b.getByText('You both accepted the same words', { exact: false }).first().waitFor();
  assert.equal(await b.getByRole('option').filter({ hasText: 'The views are open' }).count(), 0);
  await open(b, 'Ada');
  await b.getByRole('option').filter({ hasText: 'The views are open' }).waitFor();
});

test('when one gives no view, the other two are not kept waiting', async () => {
  const question = 'Write to both of them today?';
  await ask(question);
  await toSeal(c, question);
  await press(c, 'Give no view');
  await c.getByLabel('I may know the people').check();
  await press(c, 'Send this reason');
  await toSeal(b, question);
  await b.getByRole('radio', { name: 'Pause' }).check();
  await press(b, 'Seal my view');
  for (const page of [a, b]) {
    await page.getByText('Everybody chose the same: Pause.').waitFor();
    await page.getByText('Gives no view').waitFor();
  }
});

test('nobody but the engines was asked, and no page complained', () => {
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
