// How long things are kept, what a hold stops, and what leaves the vault as files: by the screens, between two engines.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { furnishedWindows, until } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./support/house.js').Person} Person */

const house = new House();
const folder = join(house.folder, 'copies');
/** @type {Person} */
let ada;
/** @type {Person} */
let bo;
/** @type {Page} */
let a;
/** @type {Page} */
let b;
before(async () => {
  mkdirSync(folder);
  ({ ada, bo, a, b } = await furnishedWindows(house));
});
after(() => house.close());

/** @param {Page} page */
const main = (page) => page.getByRole('main');
/** @param {Page} page @param {string} name */
const side = (page, name) => page.getByRole('navigation').getByRole('button', { name }).first().click();
/** @param {Page} page @param {string} name */
async function kept(page, name) {
  await open(page, name);
  await page.getByRole('complementary').getByRole('button', { name: 'Change: How long messages are kept' }).click();
  await page.getByRole('heading', { name: 'How long things are kept' }).waitFor();
}

test('a shorter time for messages counts on both sides, and both read it', async () => {
  await kept(a, 'Bo');
  await a.getByLabel('With Bo').selectOption('7 days');
  await main(a).locator('dd').filter({ hasText: '7 days' }).waitFor();
  await until(async () => (await bo.run('retention', 'get')).chat[0].counts === 7 * 86_400);
  await kept(b, 'Ada');
  await main(b).getByText('Ada keeps them').waitFor();
  assert.equal(await b.getByLabel('With Ada').inputValue(), 'default');
  assert.equal(await main(b).locator('dd').filter({ hasText: '7 days' }).count(), 2);
});

test('on hold nothing gets shorter by one click, and the hold goes only by its name', async () => {
  await side(a, 'Winter rota');
  await press(a, 'Put on hold');
  await press(a, 'Put on hold');
  await main(a).getByText('It stays').waitFor();
  await kept(a, 'Bo');
  await a.getByLabel('An exchange, after it is closed').fill('3');
  await press(a, 'Save');
  await press(a, 'Leave it as it is');
  assert.equal((await ada.run('retention', 'get')).retention.exchange_days, 30);
  await press(a, 'Save');
  await press(a, 'Shorten it: I have taken advice');
  await until(async () => (await ada.run('retention', 'get')).retention.exchange_days === 3);
  await side(a, 'Winter rota');
  await press(a, 'Lift the hold');
  await a.getByLabel('Type the name of the case').fill('Winter');
  assert.ok(await a.getByRole('dialog').getByRole('button', { name: 'Lift the hold' }).isDisabled());
  await a.getByLabel('Type the name of the case').fill('Winter rota');
  await press(a, 'Lift the hold');
  await until(async () => !(await ada.run('case', 'show', 'C1')).case.held);
});

test('a case leaves as files that the engine writes, with a list that fits them', async () => {
  await press(a, 'Make a copy');
  await a.getByLabel('Into which folder?').fill(folder);
  await press(a, 'Write it');
  await main(a).getByText('This is a copy made by one participant').waitFor();
  const written = join(folder, readdirSync(folder)[0] ?? '');
  const listed = readFileSync(join(written, 'manifest.txt'), 'utf8').split('\n').filter((line) => /^[0-9a-f]{64} /.test(line));
  assert.equal(listed.length, 3);
  for (const line of listed) {
    const [hash, name] = line.split('  ');
    assert.equal(createHash('sha256').update(readFileSync(join(written, name ?? ''))).digest('hex'), hash);
  }
  assert.doesNotMatch(readFileSync(join(written, 'case.md'), 'utf8'), /Callowmere/);
});

test('an agreement that both signed leaves as a copy that can be checked, and one word changed shows', async () => {
  await open(a, 'Bo');
  await press(a, 'What you can’t promise');
  await main(a).getByText('A copy of this').click();
  await press(a, 'Suggest a signed one');
  await press(a, 'Suggest a signed one');
  await main(a).getByText('What is different in version 2').waitFor();
  await until(async () => (await bo.run('agree', 'show', 'Ada')).agreement.proposal);
  for (const [who, name] of /** @type {[Person, string][]} */ ([[bo, 'Ada'], [ada, 'Bo']])) {
    const { agreement } = await who.run('agree', 'show', name);
    await who.run('agree', 'accept', name, '--tick', ...agreement.proposal.cards.map((/** @type {any} */ card) => card.code));
  }
  await until(async () => (await ada.run('agree', 'show', 'Bo')).agreement.version === 2);
  await open(a, 'Bo');
  await press(a, 'What you can’t promise');
  await main(a).getByText('Both of you signed this').waitFor();
  await main(a).getByText('A copy of this').click();
  await a.getByLabel('Into which folder?').fill(folder);
  await press(a, 'Save the signed copy');
  await main(a).getByText('Written to').waitFor();
  const copy = join(folder, 'agreement-signed.txt');
  await a.getByLabel('Is a copy whole?').setInputFiles(copy);
  await main(a).getByText('It is whole: version 2').waitFor();
  const changed = join(folder, 'changed.txt');
  writeFileSync(changed, readFileSync(copy, 'utf8').replace('30 days', '90 days'));
  await a.getByLabel('Is a copy whole?').setInputFiles(changed);
  await main(a).getByText('a word of it was changed').waitFor();
});

test('after sixty days the record asks what is different, and leaves in three formats', async () => {
  const long_ago = new Date(Date.now() - 70 * 86_400_000).toISOString().slice(0, 10);
  await ada.run('cpd', 'add', '--date', long_ago, '--role', 'presented', '--learned', 'To ask before I answer.');
  await side(a, 'CPD record');
  await press(a, 'Write the impact');
  await a.getByLabel('What is different?').fill('Managers come earlier.');
  await press(a, 'Save');
  await main(a).getByText('Since then:').waitFor();
  for (const [words, name] of [['Markdown', 'cpd-record.md'], ['A spreadsheet (CSV)', 'cpd-record.csv'], ['A page to print', 'cpd-record.html']]) {
    await press(a, 'Export');
    await press(a, words ?? '');
    await main(a).getByText(name ?? '').waitFor();
    assert.match(readFileSync(join(house.folder, 'Downloads', name ?? ''), 'utf8'), /Managers come earlier/);
  }
});

test('nobody but the engines was asked, and no page complained', () => {
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
