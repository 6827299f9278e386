// Two new people find each other by the screens alone.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { House } from './support/house.js';
import { test } from './support/seen.js';
import { firstRun, match, open, pair, sixWords, write } from './support/steps.js';

const house = new House();
after(() => house.close());

test('two people find each other through a relay, compare six words and talk both ways', async () => {
  const relay = await house.relay();
  const [ada, bo] = [house.person('Ada'), house.person('Bo')];
  const [a, b] = await Promise.all([ada.window(), bo.window()]);
  await firstRun(a, 'Ada', relay);
  await firstRun(b, 'Bo', relay);
  await pair(a, b, 'Bo');
  assert.deepEqual(await sixWords(a), await sixWords(b));
  await match(a);
  await match(b);
  await open(a, 'Bo');
  await open(b, 'Ada');
  await write(a, 'Have you an hour on Thursday?');
  await b.getByRole('option').getByText('Have you an hour on Thursday?').waitFor();
  await write(b, 'Yes. At four.');
  await a.getByRole('option').getByText('Yes. At four.').waitFor();
  await a.getByText(/delivered/).waitFor();
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
