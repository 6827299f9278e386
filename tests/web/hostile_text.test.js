// Whatever a buddy's program can put into a string is shown as what it is: text. Each corpus string is put everywhere.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { House } from './support/house.js';
import { twoWhoKnowEachOther, until } from './support/furnish.js';
import { test } from './support/seen.js';
import { leaveDialog, open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */

const corpus = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '<svg/onload=alert(1)>',
  '"><iframe srcdoc="<script>parent.alert(1)</script>">',
  '</textarea><details open ontoggle=alert(1)>',
  'javascript:alert(1)',
  'https://example.org/"onmouseover="alert(1)',
  "https://example.org/'><img src=x onerror=alert(1)>",
  '`<b onclick=alert(1)>b</b>`',
  '*<a href="javascript:alert(1)">a</a>*',
  '_${alert(1)}_ {{constructor.constructor("alert(1)")()}}',
  '<style>*{display:none}</style>',
  '<base href="https://example.org/"><form action="https://example.org/"><input name=a>',
  '\u202egpj.exe<!--\u2066<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '&lt;img src=x onerror=alert(1)&gt;&#60;script&#62;',
];
const name = '<img src=x onerror=alert(1)>';

const house = new House();
let dialogs = 0;
/** @type {Page} */
let page;

/** @param {string} where */
async function nothingHappened(where) {
  await page.waitForTimeout(50);
  const foreign = await page.evaluate(() => document.querySelectorAll('img, iframe, script:not([src="/app.js"]), style, base, form[action], a[href^="javascript"], [onerror], [onload], [onclick], [ontoggle], [style]').length);
  assert.equal(foreign, 0, `${where}: an element came out of a string`);
  assert.equal(dialogs, 0, `${where}: a script ran`);
  assert.deepEqual(house.complaints, [], where);
  assert.deepEqual(house.elsewhere, [], where);
}

before(async () => {
  const { ada, bo } = await twoWhoKnowEachOther(house);
  await ada.run('buddy', 'rename', 'Bo', name);
  await bo.run('agree', 'new', 'Ada', '--pack', 'uk', '--purpose', corpus.join(' ').slice(0, 1000), '--cadence', corpus[0] ?? '', '--ending', corpus[2] ?? '', '--duty', corpus[3] ?? '');
  await bo.run('agree', 'offer', 'Ada');
  page = await ada.room();
  page.on('dialog', (dialog) => {
    dialogs += 1;
    dialog.dismiss();
  });
  await until(async () => (await ada.run('agree', 'show', name)).agreement.state === 'offered');
  for (const text of corpus) await bo.run('send', 'Ada', text);
  await until(async () => (await ada.run('history', name)).messages.filter((/** @type {any} */ one) => one.kind === 'text').length === corpus.length);
});
after(() => house.close());

test('a name, a conversation and the addresses in it are text', async () => {
  await page.getByRole('navigation').getByRole('button', { name: '<img' }).first().click();
  await page.getByRole('option').nth(corpus.length).waitFor();
  await nothingHappened('chat');
  const rows = page.getByRole('option');
  for (let n = 0; n < (await rows.count()); ++n) {
    await rows.nth(n).focus();
    await page.keyboard.press('Enter');
    await leaveDialog(page);
  }
  await nothingHappened('the menu of a message');
});

test('an agreement, its cards and what changed in it are text', async () => {
  await press(page, 'Read it');
  const steps = page.getByRole('navigation', { name: 'What you can’t promise each other' }).getByRole('button');
  await steps.first().waitFor();
  for (let n = 0; n < (await steps.count()); ++n) {
    await steps.nth(n).click();
    await nothingHappened(`card ${n + 1}`);
  }
});

test('casework, its terms, an answer about boundaries and a search are text', async () => {
  const [ada, bo] = /** @type {[import('./support/house.js').Person, import('./support/house.js').Person]} */ (house.people);
  const codes = (await bo.run('agree', 'show', 'Ada')).agreement.cards.map((/** @type {any} */ card) => card.code);
  await ada.run('agree', 'accept', name, '--tick', ...codes);
  await bo.run('agree', 'accept', 'Ada', '--tick', ...codes);
  await until(async () => (await bo.run('agree', 'show', 'Ada')).agreement.state === 'active');
  await bo.run('case', 'new', 'one');
  for (const text of corpus.slice(0, 4)) {
    const { exchange } = await bo.run('share', 'Ada', '--case', 'C1', '--label', 'act', '--what', text, '--with', text, '--until', '2027-06-30', '--despite', 'false-alarm', text);
    await until(async () => (await ada.run('inbox')).offers.some((/** @type {any} */ one) => one.exchange === exchange));
    await open(page, '<img');
    await page.getByRole('option').filter({ hasText: 'You are asked to take this' }).last().click();
    await nothingHappened('an offer');
    await press(page, 'Accept and open');
    await page.getByText(text.slice(0, 20)).first().waitFor();
    await nothingHappened('its words');
  }
  await ada.run('boundaries', 'check', name);
  await until(async () => (await bo.run('agree', 'show', 'Ada')).agreement.state === 'paused');
  await bo.run('boundaries', 'reply', 'Ada', 'shared', corpus[1] ?? '');
  await page.getByRole('searchbox').fill('alert');
  await page.keyboard.press('Enter');
  await page.getByText(/places? with/).waitFor();
  await nothingHappened('what was found');
});

