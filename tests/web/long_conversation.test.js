// A conversation of years: what is in the page stays bounded, and everything stays as quick as one writes.
// SOTTO_MESSAGES=100000 measures the real thing; by default a shorter one is looked at with four times the slack.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { twoWhoKnowEachOther } from './support/furnish.js';
import { House } from './support/house.js';
import { Line } from './support/line.js';

/** @typedef {import('playwright-core').Page} Page */

const many = Number(process.env.SOTTO_MESSAGES ?? 20_000);
const slack = process.env.SOTTO_MESSAGES ? 1 : 4;
const rowsMax = 240;

const house = new House();
/** @type {Page} */
let page;

before(async () => {
  const { ada, bo } = await twoWhoKnowEachOther(house);
  await bo.run('stop');
  const line = await Line.to((await ada.run('status')).socket);
  const { buddies } = await line.call('buddy.list', {});
  for (let n = 0; n < many; n += 500) {
    const texts = Array.from({ length: Math.min(500, many - n) }, (_, k) => `Message ${n + k}: what did you notice, and what is yours to carry? ${'word '.repeat((n + k) % 17)}`);
    await line.call('send.all', { buddy: buddies[0].id, texts });
  }
  line.end();
  page = await ada.room();
});
after(() => house.close());

const frame = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
const rows = () => page.getByRole('option').count();

/** @param {import('node:test').TestContext} t @param {string} what @param {number} ms @param {number} most */
function within(t, what, ms, most) {
  t.diagnostic(`figure: ${what}: ${ms.toFixed(1)} ms of ${most} (${many} messages)`);
  assert.ok(ms < most * slack, `${what} took ${ms.toFixed(1)} ms, ${most * slack} are allowed`);
}

test('it opens at its end', async (t) => {
  const took = await page.evaluate(async () => {
    const button = [...document.querySelectorAll('nav button.row')].find((one) => one.textContent?.includes('Bo'));
    const start = performance.now();
    /** @type {HTMLElement} */ (button).click();
    while (!document.querySelector('.talk [role=option]')) await new Promise((done) => requestAnimationFrame(done));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    return performance.now() - start;
  });
  within(t, 'first paint', took, 100);
  await page.getByRole('option').last().getByText(`Message ${many - 1}:`).waitFor();
  assert.ok((await rows()) <= rowsMax);
});

test('going back brings page after page, and the page holds no more rows than before', async (t) => {
  const times = [];
  for (let n = 0; n < 12; ++n) {
    times.push(
      await page.evaluate(async () => {
        const scroller = /** @type {HTMLElement} */ (document.querySelector('.talk__scroll'));
        const first = document.querySelector('.talk [role=option]')?.id;
        const start = performance.now();
        scroller.scrollTop = 0;
        while (document.querySelector('.talk [role=option]')?.id === first) await new Promise((done) => requestAnimationFrame(done));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return performance.now() - start;
      }),
    );
    assert.ok((await rows()) <= rowsMax);
  }
  times.sort((a, b) => a - b);
  within(t, 'a page back, median', times[6] ?? 0, 40);
});

test('typing is not slower than a frame', async (t) => {
  await page.getByLabel('Write to Bo').focus();
  await page.evaluate(() => {
    const late = /** @type {number[]} */ ((/** @type {any} */ (globalThis).late = []));
    addEventListener('keydown', (event) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => late.push(performance.now() - event.timeStamp);
      queueMicrotask(() => channel.port2.postMessage(0));
    });
  });
  await page.keyboard.type('What did you notice while you were listening, and what of it is yours?', { delay: 12 });
  await frame();
  const late = await page.evaluate(() => /** @type {any} */ (globalThis).late.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b));
  within(t, 'typing, p95', late[Math.floor(late.length * 0.95)], 16);
});

test('a word is found', async (t) => {
  const took = await page.evaluate(async () => {
    const field = /** @type {HTMLInputElement} */ (document.querySelector('input[type=search]'));
    field.value = 'message 1234';
    const start = performance.now();
    field.form?.requestSubmit();
    while (!document.querySelector('mark.found')) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - start;
  });
  within(t, 'search', took, 100);
});

test('the page itself stays small', async (t) => {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.enable').then(() => session.send('Performance.getMetrics'));
  const of = (/** @type {string} */ name) => metrics.find((one) => one.name === name)?.value ?? 0;
  t.diagnostic(`figure: the page's heap: ${(of('JSHeapUsedSize') / 1048576).toFixed(1)} MiB, ${of('Nodes')} nodes`);
  assert.ok(of('JSHeapUsedSize') < 40 * 1048576);
  assert.deepEqual(house.complaints, []);
  assert.deepEqual(house.elsewhere, []);
});
