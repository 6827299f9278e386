// Two new people, from nothing to the first thing in the vault, by the screens alone.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { House, passphrase } from './support/house.js';
import { test } from './support/seen.js';
import { open, sixWords } from './support/steps.js';
import { Way } from './support/way.js';

const house = new House();
after(() => house.close());

test('from nothing to the first thing in the vault, every card read by both, in under six minutes', async (t) => {
  const relay = await house.relay();
  const people = [house.person('Cas'), house.person('Dee')];
  const pages = await Promise.all(people.map((one) => one.window()));
  const [c, d] = /** @type {[Way, Way]} */ (pages.map((page) => new Way(page)));
  for (const [way, name] of /** @type {[Way, string][]} */ ([[c, 'Cas'], [d, 'Dee']])) {
    await way.fill('What should your buddy call you?', name);
    await way.fill('A passphrase', passphrase);
    await way.fill('Your association’s relay link', relay, true);
    await way.press('Open the room');
    await way.page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor();
  }
  await c.press('Invite someone');
  await d.press('I have an invitation');
  await c.fill('What will you call them?', 'Dee');
  await c.press('Make an invitation');
  await c.press('Copy the link');
  await d.fill('Paste it here', await c.page.getByLabel('Your invitation').inputValue(), true);
  await d.press('Join');
  for (const way of [c, d]) {
    await way.press('Compare six words');
    await sixWords(way.page);
  }
  for (const way of [c, d]) await way.press('They match');
  await c.press('Offer it to Dee');
  for (const way of [c, d]) await way.press('On to the cards');
  for (const way of [c, d])
    for (let card = 1; card <= 8; ++card) {
      await way.page.getByText(`${card}/8`, { exact: true }).waitFor();
      await way.press('I understand');
    }
  for (const way of [c, d]) await way.page.getByText(/^What you and \w+ agreed$/).waitFor();
  await c.press('Share a case');
  await c.fill('A nickname for the case', 'Winter rota');
  await c.fill('In your words', 'Somebody wants a summary rewritten before it goes out. What am I not seeing?');
  await c.press('Offer it');
  await d.act(() => open(d.page, 'Cas'));
  await d.act(() => d.page.getByRole('option').filter({ hasText: 'You are asked to take this' }).click());
  await d.press('Accept and open');
  await d.page.getByText('Somebody wants a summary rewritten').waitFor();
  await d.read();
  for (const [way, name] of /** @type {[Way, string][]} */ ([[c, 'who invites'], [d, 'who joins']])) t.diagnostic(`way: ${name}: ${way}`);
  assert.ok(Math.max(c.seconds, d.seconds) < 360, `${c}; ${d}`);
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
