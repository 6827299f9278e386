// An invitation that comes as a picture: made by one page, pasted, dropped or chosen in the other.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { settled } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { match, press } from './support/steps.js';

const house = new House();
after(() => house.close());

/** Gives a page a picture as somebody would. @param {import('playwright-core').Page} page @param {Buffer} bytes @param {'paste' | 'drop'} how */
const bring = (page, bytes, how) =>
  page.getByLabel('Paste it here').evaluate(
    (field, { base64, type }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], 'picture.png', { type: 'image/png' }));
      const how = { bubbles: true, cancelable: true };
      field.dispatchEvent(type === 'paste' ? new ClipboardEvent('paste', { ...how, clipboardData: data }) : new DragEvent('drop', { ...how, dataTransfer: data }));
    },
    { base64: bytes.toString('base64'), type: how },
  );

test('a picture of an invitation joins, a picture of anything else says so', async () => {
  const relay = await house.relay();
  const [a, b] = await Promise.all(['Ada', 'Bo'].map(async (name) => (await settled(house, name, relay)).room()));
  assert.ok(a && b);
  await press(a, 'Invite someone');
  await a.getByLabel('What will you call them?').fill('Bo');
  await press(a, 'Make an invitation');
  const link = await a.getByLabel('Your invitation').inputValue();
  const code = await a.getByRole('img', { name: 'The same invitation as a QR code' }).screenshot();
  const other = await a.getByRole('heading', { name: 'Invite someone' }).screenshot();
  await press(b, 'I have an invitation');
  const field = b.getByLabel('Paste it here');
  await bring(b, other, 'paste');
  await b.getByText('There is no invitation to read in this picture').waitFor();
  await bring(b, Buffer.from('no picture at all'), 'drop');
  await b.getByText('There is no invitation to read in this picture').waitFor();
  assert.equal(await field.inputValue(), '');
  for (const how of /** @type {const} */ (['paste', 'drop'])) {
    await field.fill('');
    await bring(b, code, how);
    await b.waitForFunction((want) => document.querySelector('textarea')?.value === want, link);
  }
  await field.fill('');
  await b.getByLabel('Choose a picture').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: code });
  await b.waitForFunction((want) => document.querySelector('textarea')?.value === want, link);
  await press(b, 'Join');
  await Promise.all([a, b].map((page) => press(page, 'Compare six words')));
  await match(a);
  await match(b);
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
