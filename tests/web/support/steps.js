// What people do with the screens, said once: by the words that they read, never by a selector of ours.
import { passphrase } from './house.js';

/** @typedef {import('playwright-core').Page} Page */

/** In a dialog, while one is open. @param {Page} page @param {string} name */
export async function press(page, name, exact = true) {
  const dialog = page.getByRole('dialog');
  const within = (await dialog.count()) ? dialog : page;
  await within.getByRole('button', { name, exact }).first().click();
}

/** First run, to the open room. @param {Page} page @param {string} name @param {string} relay */
export async function firstRun(page, name, relay) {
  await page.getByLabel('What should your buddy call you?').fill(name);
  await page.getByLabel('A passphrase').fill(passphrase);
  await page.getByLabel('Your association’s relay link').fill(relay);
  await press(page, 'Open the room');
  await page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor();
}

/** Invites on one side, joins on the other, and waits until both can compare words. @param {Page} a @param {Page} b @param {string} b_name */
export async function pair(a, b, b_name) {
  await press(a, 'Invite or join');
  await a.getByLabel('What will you call them?').fill(b_name);
  await press(a, 'Make an invitation');
  const link = await a.getByLabel('Your invitation').inputValue();
  await press(b, 'Invite or join');
  await b.getByRole('radio', { name: 'I have an invitation' }).check();
  await b.getByLabel('Paste it here').fill(link);
  await press(b, 'Join');
  await Promise.all([a, b].map((page) => press(page, 'Compare six words')));
  return link;
}

/** The six words on a screen. @param {Page} page */
export async function sixWords(page) {
  await page.locator('.words li').nth(5).waitFor();
  return page.locator('.words li').allTextContents();
}

/** @param {Page} page */
export const match = (page) => press(page, 'They match');

/** @param {Page} page @param {string} text */
export async function write(page, text) {
  await page.getByLabel(/^Write to /).fill(text);
  await page.keyboard.press('Enter');
}

/** @param {Page} page @param {string} name */
export const open = (page, name) => page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}`) }).click();

/** Out of whatever question is open. @param {Page} page */
export async function leaveDialog(page) {
  if (await page.getByRole('dialog').count()) await press(page, 'Not now');
}

/** Until nothing in the page has changed for a tenth of a second, or three seconds have gone: some pages have a clock. @param {Page} page */
export const quiet = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        let timer = setTimeout(done, 100);
        setTimeout(done, 3000);
        new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, 100);
        }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      }),
  );
