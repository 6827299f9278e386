// What is refused is said in a sentence, and where a screen answers it, a button leads there.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Refusal } from '../../client/web/pages/rpc.js';
import { answers, wayOut } from '../../client/web/pages/way_out.js';
import { agree, twoWhoKnowEachOther, until } from './support/furnish.js';
import { firstLine, House, passphrase } from './support/house.js';
import { test } from './support/seen.js';
import { open, press } from './support/steps.js';

const house = new House();
after(() => house.close());
/** @type {import('./support/house.js').Person} */
let ada;
/** @type {import('playwright-core').Page} */
let page;
before(async () => {
  const two = await twoWhoKnowEachOther(house);
  ada = two.ada;
  await agree(ada, two.bo);
  await ada.run('case', 'new', 'Winter rota', '--topic', 'sickness absence');
  page = await ada.room();
});
const alert = () => page.getByRole('main').getByRole('alert');

const bo = { id: 'b0', name: 'Bo' };
const room = /** @type {import('../../client/web/pages/room.js').Room} */ (/** @type {unknown} */ ({
  sessions: [{ state: 'agreed', with: ['c1'] }, { state: 'running', with: ['b0'] }],
  buddy: (/** @type {string} */ id) => (id === bo.id ? bo : undefined),
}));
/** @param {string} name @param {string} key @param {{buddy?: string, case?: string}} [about] */
const refused = (name, key, about) => new Refusal('', name, { key, about });

test('each sentence that a screen answers leads to that screen, and to whom it is about', () => {
  for (const [screen, keys] of Object.entries(answers))
    for (const key of keys) assert.equal(wayOut(refused('refused', key, { buddy: 'b0', case: 'c' }), room, '')?.screen, screen, key);
  assert.deepEqual(wayOut(refused('refused', 'practice.no_agreement', { buddy: 'b0' }), room, 'buddy:c1'), { screen: 'agreement', params: { buddy: 'b0' } });
  assert.deepEqual(wayOut(refused('refused', 'practice.no_agreement'), room, 'buddy:b0'), { screen: 'agreement', params: { buddy: 'b0' } });
  assert.deepEqual(wayOut(refused('refused', 'practice.session_runs', { buddy: 'c1' }), room, 'buddy:c1'), { screen: 'session', params: { buddy: 'b0' } });
  assert.deepEqual(wayOut(refused('refused', 'practice.case_stale', { case: 'c' }), room, ''), { screen: 'case', params: { id: 'c' } });
  assert.deepEqual(wayOut(refused('identity_changed', 'error.identity_changed', { buddy: 'b0' }), room, ''), { screen: 'six_words', params: { buddy: 'b0' } });
});

test('without somebody to go to, or a screen that helps, the sentence stands alone', () => {
  assert.equal(wayOut(refused('refused', 'practice.no_agreement'), room, 'case:c'), null);
  assert.equal(wayOut(refused('refused', 'practice.no_agreement', { buddy: 'gone' }), room, ''), null);
  assert.equal(wayOut(refused('refused', 'practice.case_stale'), room, ''), null);
  assert.equal(wayOut(refused('refused', 'practice.same_label', { buddy: 'b0' }), room, ''), null);
  assert.equal(wayOut(refused('refused', '', { buddy: 'b0' }), room, ''), null);
});

test('who joins without a relay is led to the relay', async () => {
  const cy = house.person('Cy');
  const theirs = await cy.window();
  await theirs.getByLabel('What should your buddy call you?').fill('Cy');
  await theirs.getByLabel('A passphrase').fill(passphrase);
  await press(theirs, 'Open the room');
  await theirs.getByRole('heading', { name: 'Welcome, Cy' }).waitFor();
  await press(theirs, 'Invite or join');
  await theirs.getByRole('radio', { name: 'I have an invitation' }).check();
  await theirs.getByLabel('Paste it here').fill((await ada.run('invite', '--as', 'Cy')).link);
  await press(theirs, 'Join');
  const said = theirs.getByRole('main').getByRole('alert');
  await said.getByText('You have no relay of your own to listen on.').waitFor();
  await said.getByRole('button', { name: 'To the relay' }).click();
  await theirs.getByRole('heading', { name: 'Your association’s relay' }).waitFor();
  assert.equal(await said.count(), 0);
  await theirs.close();
});

test('a relay that only a buddy named is contacted once it is allowed, after a word about what it will see', async () => {
  const elsewhere = house.start('sotto-relay', 'serve', '--listen', '127.0.0.1:0', '--public', 'relay.invalid:443', '--state', `${house.folder}/elsewhere`);
  const { link: far } = await firstLine(elsewhere);
  const near = await house.relay('near');
  const [dee, eve] = [house.person('Dee'), house.person('Eve')];
  for (const one of [dee, eve]) {
    await one.run('init', '--name', one.name, '--kdf', 'light');
    await one.run('relay', 'add', near);
  }
  await eve.run('relay', 'add', far);
  for (const one of [dee, eve]) await one.engine();
  await eve.run('join', (await dee.run('invite', '--as', 'Eve')).link);
  const told = async () => (await dee.run('relay', 'status')).relays.find((/** @type {any} */ one) => one.host === 'relay.invalid:443');
  await until(async () => (await told())?.error_key === 'link.buddy_uses_relay_never_entered');
  const theirs = await dee.room();
  await theirs.getByRole('navigation').getByRole('button', { name: /^Relay/ }).click();
  const line = theirs.getByRole('listitem').filter({ hasText: 'relay.invalid:443' });
  await line.getByText('Allow it, or use Tor as proxy.').waitFor();
  await line.getByRole('button', { name: 'Allow it' }).click();
  await theirs.getByRole('dialog').getByText('will see the network address of this computer').waitFor();
  await press(theirs, 'Allow it');
  await line.getByRole('button', { name: 'Allow it' }).waitFor({ state: 'detached' });
  assert.notEqual((await told()).error_key, 'link.buddy_uses_relay_never_entered');
  await theirs.close();
});

test('casework on a computer for arranging times leads to that choice', async () => {
  await open(page, 'Winter rota');
  await press(page, 'Share something');
  await page.getByLabel('In your words').fill('How do I open this conversation well?');
  await ada.run('config', 'set', 'casework', 'off');
  await press(page, 'Offer it');
  await alert().getByText('so casework stays off').waitFor();
  await alert().getByRole('button', { name: 'Look at this choice' }).click();
  await press(page, 'I understand, and go on');
  await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
});

test('what is not there any more says so, and the way back is a button', async () => {
  await ada.run('case', 'purge', 'C1');
  await open(page, 'Winter rota');
  await alert().getByText('It may have been deleted.').waitFor();
  await alert().getByRole('button', { name: 'Back' }).click();
  await page.getByRole('heading', { name: 'Welcome, Ada' }).waitFor();
  assert.equal(await alert().count(), 0);
  assert.deepEqual(house.elsewhere, []);
  assert.deepEqual(house.complaints, []);
});
