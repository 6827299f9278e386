// Every screen, in the state in which it has something to show: what axe looks at and what the pictures are of.
// `house` is two people after `furnish()`: paired, in agreement, with a case and with an offer on its way.
import { press, open } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{name: string, who: 'a' | 'b', go: (page: Page) => Promise<unknown>}} Shown */

const side = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('navigation').getByRole('button', { name }).first().click();

/** @type {Shown[]} */
export const screens = [
  { name: 'welcome', who: 'a', go: (page) => press(page, 'Sotto') },
  { name: 'invite', who: 'a', go: (page) => press(page, 'Invite or join') },
  { name: 'chat', who: 'a', go: (page) => open(page, 'Bo') },
  { name: 'six-words', who: 'a', go: async (page) => { await open(page, 'Bo'); await press(page, 'More about Bo'); await press(page, 'Six words'); } },
  { name: 'agreement', who: 'a', go: async (page) => { await open(page, 'Bo'); await press(page, 'More about Bo'); await press(page, 'Agreement with Bo'); } },
  { name: 'boundaries', who: 'a', go: async (page) => { await open(page, 'Bo'); await press(page, 'More about Bo'); await press(page, 'Check our boundaries'); } },
  { name: 'case', who: 'a', go: (page) => side(page, 'Winter rota') },
  { name: 'new-case', who: 'a', go: (page) => side(page, 'Open a case') },
  { name: 'share', who: 'a', go: async (page) => { await side(page, 'Winter rota'); await press(page, 'Share something'); } },
  { name: 'offer', who: 'b', go: async (page) => { await open(page, 'Ada'); await page.getByRole('option').filter({ hasText: 'You are asked to take this' }).last().click(); } },
  { name: 'exchange', who: 'b', go: async (page) => { await open(page, 'Ada'); await page.getByRole('option').filter({ hasText: 'Shared with you' }).first().click(); } },
  { name: 'record', who: 'a', go: (page) => side(page, 'CPD record') },
  { name: 'settings', who: 'a', go: (page) => side(page, 'Settings') },
  { name: 'relay', who: 'a', go: (page) => side(page, 'Relay') },
  { name: 'search', who: 'a', go: async (page) => { await page.getByRole('searchbox').fill('thursday'); await page.keyboard.press('Enter'); } },
];
