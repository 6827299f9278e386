// Files from one window to another: what they say about their sender stays behind, and what is half there goes on.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { deflateSync } from 'node:zlib';
import { twoWhoKnowEachOther, until } from './support/furnish.js';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./support/house.js').Person} Person */

const house = new House();
/** @type {Person} */
let ada;
/** @type {Person} */
let bo;
/** @type {Page} */
let a;
/** @type {Page} */
let b;

before(async () => {
  ({ ada, bo } = await twoWhoKnowEachOther(house));
  [a, b] = await Promise.all([ada.room(), bo.room()]);
  for (const page of [a, b]) page.setDefaultTimeout(15_000);
  await Promise.all([open(a, 'Bo'), open(b, 'Ada')]);
});
after(() => house.close());

/** The sum of a PNG's chunks: ISO 15948, annex D. @param {Buffer} bytes */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; ++bit) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** @param {string} name @param {Buffer} body */
function chunk(name, body) {
  const said = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(said));
  return Buffer.concat([size, said, sum]);
}

/** A grey PNG that says who took it and where. @param {number} width @param {number} height */
function picture(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const pixels = Buffer.alloc((width + 1) * height, 0x99);
  for (let row = 0; row < height; ++row) pixels[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('eXIf', Buffer.from('MM\0*GPSLatitude 51.5 N')),
    chunk('tEXt', Buffer.from('Author\0Zaphodia Quux')),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {string} name @param {Buffer} content */
const file = (name, content) => ({ name, mimeType: '', buffer: content });
/** @param {Page} page */
const rows = (page) => page.getByRole('option');
/** @param {Page} page @param {...{name: string, mimeType: string, buffer: Buffer}} files */
const add = (page, ...files) => page.getByLabel('Add a file').setInputFiles(files);

/** A file handed over with the mouse or the clipboard. @param {Page} page @param {'drop' | 'paste'} what @param {string} on @param {string} name */
const hand = (page, what, on, name) =>
  page.locator(on).evaluate(
    (/** @type {Element} */ element, [kind, called]) => {
      const given = new DataTransfer();
      given.items.add(new File(['a few plain words'], String(called)));
      const init = { bubbles: true, cancelable: true };
      element.dispatchEvent(kind === 'drop' ? new DragEvent('drop', { ...init, dataTransfer: given }) : new ClipboardEvent('paste', { ...init, clipboardData: given }));
    },
    [what, name],
  );

/** What Bo has of a file, written out by the command line. @param {string} name */
async function received(name) {
  const found = await until(async () => (await bo.run('history', 'Ada')).messages.find((/** @type {any} */ one) => one.text === name && one.attachment.state === 'carried'));
  const folder = join(house.folder, `saved-${name}`);
  mkdirSync(folder);
  return readFileSync((await bo.run('attachment', 'save', found.id, folder)).path);
}

test('a picture leaves without place and author, is shown to the other, and is forgotten with the screen', async () => {
  await add(a, file('garden.png', picture(300, 200)));
  await a.getByText('Removed: where, when and with what it was taken (Exif) and notes and names in text.').waitFor();
  await press(a, 'Send');
  await rows(a).filter({ hasText: 'garden.png' }).waitFor();
  assert.equal(await a.locator('.tray').count(), 0);
  const shown = rows(b).filter({ hasText: 'garden.png' }).getByRole('img');
  await shown.waitFor();
  assert.deepEqual(await shown.evaluate((/** @type {HTMLImageElement} */ one) => one.decode().then(() => [one.naturalWidth, one.naturalHeight])), [300, 200]);
  const arrived = await received('garden.png');
  assert.ok(arrived.includes('IDAT'));
  for (const secret of ['GPS', 'Zaphodia', 'eXIf', 'tEXt']) assert.ok(!arrived.includes(secret), secret);
  const address = (await shown.getAttribute('src')) ?? '';
  assert.match(address, /^blob:http:\/\/127\.0\.0\.1:/);
  await press(b, 'Sotto');
  const alive = await b.evaluate((url) => new Promise((done) => {
    const probe = new Image();
    probe.onload = () => done(true);
    probe.onerror = () => done(false);
    probe.src = url;
  }), address);
  assert.equal(alive, false);
  house.complaints = house.complaints.filter((one) => !one.includes('ERR_FILE_NOT_FOUND'));
  await open(b, 'Ada');
});

test('files come by drop and by paste, and one can be taken out again', async () => {
  await hand(a, 'drop', '.talk__frame', 'dropped.txt');
  await hand(a, 'paste', '#composer', 'pasted.txt');
  await a.locator('.tray').getByText('pasted.txt').waitFor();
  await press(a, 'Take dropped.txt out');
  await a.locator('.tray').getByText('dropped.txt').waitFor({ state: 'detached' });
  await press(a, 'Send');
  assert.equal(String(await received('pasted.txt')), 'a few plain words');
  assert.equal(await rows(b).filter({ hasText: 'dropped.txt' }).count(), 0);
});

test('what cannot be cleaned goes only after a person has said so', async () => {
  const content = randomBytes(5000);
  await add(a, file('unknown.xyz', content));
  await a.getByText('Sotto does not know what a file of this kind says about you.').waitFor();
  await press(a, 'Send');
  assert.equal(await a.locator('.tray li').count(), 1);
  await press(a, 'Send it as it is');
  await press(a, 'Send');
  assert.deepEqual(await received('unknown.xyz'), content);
});

test('a picture that only says that it is one stays a file', async () => {
  await add(a, file('odd.png', Buffer.from('<svg onload=alert(1)>')));
  await press(a, 'Send');
  await received('odd.png');
  const row = rows(b).filter({ hasText: 'odd.png' });
  await row.getByText('Here, and nowhere else until you save it').waitFor();
  assert.equal(await row.getByRole('img').count(), 0);
});

test('above a size the other is asked, can take it or not, and saves it to a folder', async () => {
  await bo.run('config', 'set', 'files.ask_above', '0');
  await add(a, file('asked.txt', Buffer.from('one')), file('unwanted.txt', Buffer.from('two')));
  await a.locator('.tray').getByText('unwanted.txt').waitFor();
  await press(a, 'Send');
  const asked = rows(b).filter({ hasText: 'asked.txt' });
  await asked.getByText('Take it, or not?').click();
  await press(b, 'Take it');
  await rows(b).filter({ hasText: 'unwanted.txt' }).getByText('Take it, or not?').click();
  await press(b, 'Not this one');
  await rows(a).filter({ hasText: 'unwanted.txt' }).getByText('Stopped').waitFor();
  await asked.getByText('Here, and nowhere else until you save it').click();
  await press(b, 'Save it to a folder');
  const saved = join(house.folder, 'Downloads', 'asked.txt');
  await b.getByRole('dialog').getByText(saved).waitFor();
  assert.equal(readFileSync(saved, 'utf8'), 'one');
  await press(b, 'Close');
  await bo.run('config', 'unset', 'files.ask_above');
});

test('a file of 3 MB goes on after both engines were started again', async () => {
  const content = randomBytes(3_000_000);
  await ada.run('config', 'set', 'on_close', 'stay');
  await b.context().close();
  await bo.run('stop');
  await add(a, file('long.bin', content));
  await press(a, 'Send it as it is');
  await press(a, 'Send');
  await rows(a).filter({ hasText: 'long.bin' }).getByText('Offered: it waits for their yes').waitFor();
  await a.context().close();
  // Bo says yes and is gone again: eight blocks wait at the relay, the rest with Ada, who is gone then, too.
  await ada.run('stop');
  for (const one of [ada, bo, ada, bo]) await one.run('sync');
  const half = (await bo.run('history', 'Ada')).messages.at(-1).attachment;
  assert.ok(half.done > 0 && half.done < half.size, `it should be under way: ${half.done} of ${half.size}`);
  await Promise.all([ada.engine(), bo.engine()]);
  const page = await ada.room();
  await open(page, 'Bo');
  await rows(page).filter({ hasText: 'long.bin' }).getByText('All of it is there').waitFor();
  assert.deepEqual(await received('long.bin'), content);
});

test('nothing was asked of anybody else, and no page complained', () => {
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
