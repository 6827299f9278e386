// Two people who have come some way together, by the command line where the screens are not what is tested.
import { House } from './house.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./house.js').Person} Person */

/** With an engine that runs and knows a relay. The key is derived as quickly as the program allows. @param {House} house @param {string} name @param {string} relay */
export async function settled(house, name, relay) {
  const one = house.person(name);
  await one.run('init', '--name', name, '--kdf', 'light');
  await one.engine();
  await one.run('relay', 'add', relay);
  return one;
}

/** Six words compared on both sides. @param {Person} one @param {Person} other */
export async function meet(one, other) {
  const { link } = await one.run('invite', '--as', other.name);
  const { buddy } = await other.run('join', link);
  await other.run('buddy', 'rename', buddy.id, one.name);
  const knows = async (/** @type {Person} */ who, /** @type {Person} */ whom) => (await who.run('buddy', 'list')).buddies.some((/** @type {any} */ each) => each.name === whom.name && each.state === 'active');
  await until(async () => (await Promise.all([knows(one, other), knows(other, one)])).every(Boolean));
  await Promise.all([one.run('verify', other.name), other.run('verify', one.name)]);
}

/** Both have accepted the same words. @param {Person} one @param {Person} other */
export async function agree(one, other) {
  await one.run('agree', 'new', other.name, '--pack', 'uk', '--duty', 'I run our safeguarding line: what comes in there I pass on.');
  const { agreement } = await one.run('agree', 'offer', other.name);
  const codes = agreement.cards.map((/** @type {any} */ card) => card.code);
  const state = async (/** @type {Person} */ who, /** @type {Person} */ whom) => (await who.run('agree', 'show', whom.name)).agreement.state;
  await until(async () => (await state(other, one)) === 'offered');
  await other.run('agree', 'accept', one.name, '--tick', ...codes);
  await one.run('agree', 'accept', other.name, '--tick', ...codes);
  await until(async () => (await Promise.all([state(one, other), state(other, one)])).every((each) => each === 'active'));
}

/** Ada and Bo, a relay between them, six words compared. @param {House} house */
export async function twoWhoKnowEachOther(house) {
  const relay = await house.relay();
  const [ada, bo] = await Promise.all([settled(house, 'Ada', relay), settled(house, 'Bo', relay)]);
  await meet(ada, bo);
  return { ada, bo };
}

/** Ada and Bo with an agreement, each at a window. @param {House} house */
export async function twoAtWindows(house) {
  const { ada, bo } = await twoWhoKnowEachOther(house);
  await agree(ada, bo);
  return { ada, bo, ...(await windows(ada, bo)) };
}

/** Ada and Bo with something on every screen, each at a window. @param {House} house */
export async function furnishedWindows(house) {
  const { ada, bo } = await furnished(house);
  return { ada, bo, ...(await windows(ada, bo)) };
}

/** @param {Person} ada @param {Person} bo */
async function windows(ada, bo) {
  const [a, b] = await Promise.all([ada.room(), bo.room()]);
  return { a, b };
}

/** @typedef {{by: 'ada' | 'bo', text: string, answers?: number, sign?: string}} Word what it answers, and the other's sign on it */
const talk = /** @type {Word[]} */ ([
  { by: 'ada', text: 'Have you an hour on Thursday? I need to think aloud.' },
  { by: 'bo', text: 'Yes. At four, and I bring the tea.', sign: '☕' },
  { by: 'bo', text: 'Is it the one that has been on your mind since the summer?' },
  { by: 'ada', text: 'No, a new one. I need to hear myself say it out loud once.', answers: 2 },
  { by: 'bo', text: 'Then that is what Thursday is for.' },
]);

/** A few words each way, one of them an answer and one with a sign on it. @param {Person} ada @param {Person} bo */
async function talked(ada, bo) {
  /** @type {string[]} */
  const ids = [];
  for (const { by, text, answers, sign } of talk) {
    const [from, to] = by === 'ada' ? [ada, bo] : [bo, ada];
    const { id } = answers === undefined ? await from.run('send', to.name, text) : await from.run('reply', ids[answers] ?? '', text);
    ids.push(id);
    const there = (/** @type {Person} */ one, /** @type {string} */ other, /** @type {(message: any) => boolean} */ as) =>
      until(async () => (await one.run('history', other)).messages.some((/** @type {any} */ message) => message.id === id && as(message)));
    await there(to, from.name, () => true);
    await there(from, to.name, (message) => message.state === 'delivered');
    if (!sign) continue;
    await to.run('react', id, sign);
    await there(from, to.name, (message) => Object.values(message.reactions ?? {}).includes(sign));
  }
}

/** A conversation, a case, something shared and something offered: each screen has something to show. @param {House} house */
export async function furnished(house) {
  const { ada, bo } = await twoWhoKnowEachOther(house);
  await agree(ada, bo);
  const { case: one } = await ada.run('case', 'new', 'Winter rota', '--topic', 'sickness absence');
  for (const [name, part] of [['Idris Callowmere', 'employee'], ['Lorcan Ashby', 'manager'], ['Bea Tolland', 'witness'], ['Pennick Glass', 'org']])
    await ada.run('case', 'people', one.ref, '--add', name ?? '', '--part', part ?? '');
  const text = 'Employee A is off sick, and now a board member wants the occupational health advice left out of his summary. What am I not seeing?';
  const shared = await ada.run('share', 'Bo', '--case', one.ref, '--label', 'think', text);
  await until(async () => (await bo.run('inbox')).offers.length === 1);
  await bo.run('accept', shared.exchange);
  await until(async () => (await bo.run('exchange', 'show', shared.exchange)).state === 'arrived');
  await answered(ada, bo, one.ref);
  await talked(ada, bo);
  await ada.run('share', 'Bo', '--case', one.ref, '--label', 'vault', 'A board member wants me to rewrite a summary before it goes out.');
  await until(async () => (await bo.run('inbox')).offers.length === 1);
  await ada.run('opinion', 'open', 'Bo', 'Would you give the summary to both sides on the same day?', '--option', 'Yes', 'No', '--case', one.ref, '--view', '1', '--why', 'Nobody should hear it second.');
  await asked(bo, 2);
  await ada.run('cpd', 'add', '--role', 'presented', '--minutes', '60', '--function', 'normative', 'restorative', '--area', 'ethical practice', '--learned', 'An edited summary is not mine to sign. I ask the investigator to stand by their own words.');
  await ada.run('cpd', 'add', '--role', 'listened', '--minutes', '50', '--function', 'formative', '--area', 'situational decision-making', '--learned', 'I wanted to give advice at minute six. Waiting gave the better answer.');
  return { ada, bo };
}

/** @param {Person} bo @param {number} n */
const asked = (bo, n) => until(async () => (await bo.run('opinion', 'list')).opinions.length === n);

/** A second opinion that both have given. @param {Person} ada @param {Person} bo @param {string} ref */
async function answered(ada, bo, ref) {
  const options = ['--option', 'Go ahead', 'Pause', '--case', ref, '--scale', '5'];
  const { opinion } = await ada.run('opinion', 'open', 'Bo', 'Go ahead with the hearing this week?', ...options, '--view', '1', '--sure', '3', '--why', 'We have moved it twice already.');
  await asked(bo, 1);
  await bo.run('opinion', 'seal', opinion.id, '--view', '2', '--sure', '4', '--why', 'The fit note runs out in nine days.');
  await until(async () => (await Promise.all([ada, bo].map((who) => who.run('opinion', 'show', opinion.id)))).every((shown) => shown.opinion.state === 'complete'));
}

const patience = 60_000;

/** What it found. @template T @param {() => Promise<T>} ask @returns {Promise<T>} */
export async function until(ask) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const found = await ask();
    if (found) return found;
  }
  throw new Error('it did not come about in time');
}
