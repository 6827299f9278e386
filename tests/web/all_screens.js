// Every screen, in the state in which it has something to show: what axe looks at and what the pictures are of.
// Ada ('a') and Bo ('b') are as `furnished()` leaves them.
import { open, press } from './support/steps.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{name: string, who: 'a' | 'b', go: (page: Page) => Promise<unknown>}} Shown */

const side = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('navigation').getByRole('button', { name }).first().click();
const more = async (/** @type {Page} */ page, /** @type {string} */ what) => {
  await open(page, 'Bo');
  await press(page, 'More about Bo');
  await press(page, what);
};

/** @type {Shown[]} */
export const screens = [
  { name: 'welcome', who: 'a', go: (page) => press(page, 'Sotto') },
  { name: 'welcome-waiting', who: 'b', go: (page) => press(page, 'Sotto') },
  { name: 'look-round', who: 'a', go: async (page) => { await press(page, 'Sotto'); await press(page, 'Look round'); } },
  { name: 'invite', who: 'a', go: async (page) => { await press(page, 'Invite or join'); await page.getByLabel('What will you call them?').fill('Ines'); await press(page, 'Make an invitation'); await page.getByLabel('Your invitation').waitFor(); } },
  { name: 'join', who: 'a', go: async (page) => { await press(page, 'Invite or join'); await page.getByRole('radio', { name: 'I have an invitation' }).check(); } },
  { name: 'chat', who: 'a', go: async (page) => { await open(page, 'Bo'); await page.getByRole('option').filter({ hasText: 'to both sides on the same day' }).waitFor(); } },
  { name: 'chat-menu', who: 'a', go: async (page) => { await open(page, 'Bo'); await page.getByRole('option').filter({ hasText: 'No, a new one' }).focus(); await page.keyboard.press('Enter'); } },
  { name: 'six-words', who: 'a', go: (page) => more(page, 'Six words') },
  { name: 'agreement', who: 'a', go: (page) => more(page, 'Agreement with Bo') },
  { name: 'agreement-copy', who: 'a', go: async (page) => { await more(page, 'Agreement with Bo'); await page.getByText('A copy of this').click(); } },
  { name: 'agreement-card', who: 'a', go: async (page) => { await more(page, 'Agreement with Bo'); await page.getByRole('button', { name: /A child or adult at risk/ }).click(); } },
  { name: 'agreement-new', who: 'a', go: async (page) => { await more(page, 'Agreement with Bo'); await press(page, 'Suggest a new version'); } },
  { name: 'boundaries', who: 'a', go: (page) => more(page, 'Check our boundaries') },
  { name: 'session', who: 'a', go: (page) => more(page, 'A session') },
  { name: 'session-running', who: 'a', go: async (page) => { await more(page, 'A session'); await press(page, 'Start the clock'); } },
  { name: 'session-after', who: 'a', go: async (page) => { await more(page, 'A session'); await press(page, 'End the session'); } },
  { name: 'case', who: 'a', go: (page) => side(page, 'Winter rota') },
  { name: 'case-copy', who: 'a', go: async (page) => { await side(page, 'Winter rota'); await press(page, 'Make a copy'); } },
  { name: 'new-case', who: 'a', go: (page) => side(page, 'Open a case') },
  { name: 'share', who: 'a', go: async (page) => { await side(page, 'Winter rota'); await press(page, 'Share something'); } },
  {
    name: 'stop-and-think',
    who: 'a',
    go: async (page) => {
      await side(page, 'Winter rota');
      await press(page, 'Share something');
      await page.getByLabel('In your words').fill('Idris Callowmere is off sick, and now our Treasurer wants the occupational health advice left out of his summary. He works in our Fort William kitchen and has been away since 22 August with his heart. What am I not seeing?');
      await press(page, 'Offer it');
      await page.getByRole('heading', { name: 'Stop and think' }).waitFor();
    },
  },
  { name: 'offer', who: 'b', go: async (page) => { await open(page, 'Ada'); await page.getByRole('option').filter({ hasText: 'You are asked to take this' }).last().click(); } },
  { name: 'offer-counter', who: 'b', go: async (page) => { await open(page, 'Ada'); await page.getByRole('option').filter({ hasText: 'You are asked to take this' }).last().click(); await press(page, 'Suggest a different label'); } },
  { name: 'exchange', who: 'b', go: async (page) => { await open(page, 'Ada'); await page.getByRole('option').filter({ hasText: 'Shared with you' }).first().click(); } },
  { name: 'opinion-ask', who: 'a', go: async (page) => { await side(page, 'Winter rota'); await press(page, 'Ask for one'); } },
  { name: 'opinion-seal', who: 'b', go: async (page) => { await open(page, 'Ada'); await press(page, 'Give my view'); await press(page, 'Give no view'); } },
  { name: 'opinion-sealed', who: 'a', go: async (page) => { await side(page, 'Winter rota'); await page.getByRole('button', { name: /^Would you give the summary/ }).click(); } },
  { name: 'opinion-open', who: 'a', go: async (page) => { await side(page, 'Winter rota'); await page.getByRole('button', { name: /^Go ahead with the hearing/ }).click(); } },
  { name: 'record', who: 'a', go: (page) => side(page, 'CPD record') },
  { name: 'record-add', who: 'a', go: async (page) => { await side(page, 'CPD record'); await press(page, 'Add'); } },
  { name: 'settings', who: 'a', go: (page) => side(page, 'Settings') },
  { name: 'retention', who: 'a', go: async (page) => { await side(page, 'Settings'); await page.getByRole('button', { name: /^Change: Cases go/ }).click(); } },
  { name: 'managed', who: 'a', go: async (page) => { await side(page, 'Settings'); await page.getByRole('button', { name: /^See what we/ }).click(); } },
  { name: 'relay', who: 'a', go: (page) => side(page, 'Relay') },
  { name: 'crisis', who: 'a', go: (page) => side(page, 'I need someone now') },
  { name: 'search', who: 'a', go: async (page) => { await page.getByRole('searchbox').fill('thursday'); await page.keyboard.press('Enter'); } },
];
