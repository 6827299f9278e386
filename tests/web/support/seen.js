// Every test here has an end, and one that fails leaves what its windows showed: a picture of each in build/web, their
// words and the last lines of the programs' log in the protocol.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test as plain } from 'node:test';
import { fileURLToPath } from 'node:url';
import { houses } from './house.js';

/** @typedef {import('node:test').TestContext} TestContext */

const longest = 150_000; // milliseconds of one test: more than two waits that fail, and many times what any takes
const look = 5_000; // milliseconds for a look at a window, which may be the thing that hangs
const folder = fileURLToPath(new URL('../../../build/web', import.meta.url));
const file = basename(process.argv[1] ?? '', '.test.js');

/** @template T @param {Promise<T>} act @param {number} ms @param {string} what @returns {Promise<T>} */
function within(act, ms, what) {
  /** @type {NodeJS.Timeout} */
  let timer;
  const late = new Promise((_, failed) => (timer = setTimeout(() => failed(new Error(`${what} did not end in ${ms / 1000} s`)), ms)));
  return Promise.race([act, /** @type {Promise<never>} */ (late)]).finally(() => clearTimeout(timer));
}

/** @param {TestContext} t */
async function leave(t) {
  mkdirSync(folder, { recursive: true });
  for (const house of houses) {
    for (const { who, page } of house.windows.filter((one) => !one.page.isClosed())) {
      const name = `${file}-${t.name.replaceAll(/[^\p{L}\d]+/gu, '-').slice(0, 60)}-${who}`;
      try {
        writeFileSync(join(folder, `${name}.png`), await within(page.screenshot({ timeout: look }), look, 'a picture'));
        t.diagnostic(`seen: ${who}'s window is in build/web/${name}.png, and says:`);
        for (const line of (await within(page.evaluate(() => document.body.innerText), look, 'reading')).split('\n').filter((one) => one.trim())) t.diagnostic(`seen:   ${line}`);
      } catch (why) {
        t.diagnostic(`seen: ${who}'s window shows nothing: ${/** @type {Error} */ (why).message.split('\n')[0]}`);
      }
    }
    for (const line of house.lastLines()) t.diagnostic(`seen: log: ${line}`);
  }
}

/** @param {string} name @param {(t: TestContext) => Promise<void> | void} act */
export function test(name, act) {
  plain(name, async (t) => {
    try {
      await within(Promise.resolve(act(t)), longest, 'the test');
    } catch (why) {
      await leave(t);
      throw why;
    }
  });
}
