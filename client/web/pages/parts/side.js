// The list: people, cases, and what is always in the same place. What waits is said in words, never what it is about.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { everyday } from './everyday.js';
import { face, icon } from './icon.js';

/** @typedef {import('../app.js').App} App */
/** @typedef {import('../room.js').Buddy} Buddy */

/** What the second line of a person's row says. @param {App} app @param {Buddy} buddy */
function standing(app, buddy) {
  const { room } = app;
  if (buddy.state === 'changed') return t('app.trust.changed');
  if (buddy.state === 'pairing') return t('app.side.pairing');
  if (buddy.state === 'blocked') return t('app.side.blocked');
  if (buddy.state === 'ended') return t('app.side.ended');
  if (room.calls.some((one) => one.buddy === buddy.id)) return t('app.side.calls');
  const offers = room.offers.filter((offer) => offer.buddy === buddy.id);
  if (offers.some((offer) => offer.direction === 'in')) return t('app.side.offers');
  const session = room.session(buddy.id);
  if (session && session.state !== 'agreed') return t(`app.side.session.${session.state}`);
  if (room.asked(buddy.id).length) return t('app.side.opinion');
  if (offers.length) return t('app.side.suggests');
  const agreement = room.agreements.get(buddy.id);
  if (agreement?.boundaries?.asked_by_them && !agreement.boundaries.my_answer) return t('app.side.boundaries');
  if (agreement?.state === 'paused') return t('app.side.paused');
  if (waitsForMe(agreement)) return t('app.side.agreement');
  if (!buddy.verified) return t('app.trust.unverified');
  if (buddy.unread) return t('app.side.unread', { n: buddy.unread });
  return agreement?.state === 'active' ? t('app.side.agreed') : t('app.side.no_agreement');
}

/** @param {import('../rpc.js').Json | undefined} agreement */
export function waitsForMe(agreement) {
  const open = agreement?.proposal ?? agreement;
  const live = agreement?.proposal || ['offered', 'countered', 'accepted_one'].includes(agreement?.state);
  return Boolean(live && open.cards.some((/** @type {any} */ card) => !card.ticked.me));
}

/** How much of a buddy's waits to be looked at. @param {App} app @param {Buddy} buddy */
export const waiting = (app, buddy) =>
  buddy.unread + app.room.offers.filter((offer) => offer.buddy === buddy.id).length + app.room.asked(buddy.id).length + (app.room.session(buddy.id)?.state === 'asked' ? 1 : 0);

/** A buddy's row, here and where one arrives. @param {App} app @param {Buddy} buddy */
export function person(app, buddy) {
  const n = waiting(app, buddy);
  const place = `buddy:${buddy.id}`;
  return html`<li>
    <button class="row" type="button" aria-current=${app.screen.place === place ? 'page' : nothing} @click=${() => app.go('chat', { buddy: buddy.id })}>
      ${face(buddy.name)}
      <span class="grow">
        <span class="row__name truncate">${buddy.name}</span>
        <span class="between"><span class="row__line truncate">${standing(app, buddy)}</span>${n ? html`<span class="count" aria-label=${t('app.side.waiting', { n })}>${n}</span>` : nothing}</span>
      </span>
    </button>
  </li>`;
}

/** What a look round speaks of just now. @param {App} app @param {string} part */
const here = (app, part) => (app.tour.stop === part ? 'is-here' : '');

/** @param {App} app @param {string} name @param {string} sign @param {string} [meta] */
const corner = (app, name, sign, meta = '') =>
  html`<button class="row row--slim ${name === 'crisis' ? 'row--crisis' : ''} ${here(app, name)}" type="button" aria-current=${app.screen.place === name ? 'page' : nothing} @click=${() => app.go(name)}>
    ${icon(sign)}<span class="grow row__name">${t(`app.side.${name}`)}</span>${meta ? html`<span class="row__meta">${meta}</span>` : nothing}
  </button>`;

/** @param {App} app */
export const side = (app) => html`<nav class="side" aria-label=${t('app.side.what')}>
  <div class="side__top">
    <button class="wordmark" type="button" @click=${() => app.go('welcome')}>Sotto</button>
    <span class="cluster">
      <button class="btn btn--icon" type="button" aria-label=${t('app.side.add')} title=${t('app.side.add')} @click=${() => app.go('invite')}>${icon('plus')}</button>
      <button class="btn btn--icon ${here(app, 'lock')}" type="button" aria-label=${t('app.side.lock')} title=${t('app.side.lock_key')} @click=${() => app.lock()}>${icon('door')}</button>
    </span>
  </div>
  <form class="side__find" role="search" @submit=${(/** @type {SubmitEvent} */ event) => find(app, event)}>
    <div class="input-wrap">${icon('search')}<input class="input input--find" type="search" name="text" aria-label=${t('app.side.find_what')} placeholder=${t('app.side.find')}></div>
  </form>
  <div class="side__list">
    <section class=${here(app, 'people')}><h2 class="eyebrow" id="side-people">${t('app.side.people')}</h2>
    ${app.room.buddies.length ? html`<ul aria-labelledby="side-people">${app.room.buddies.map((buddy) => person(app, buddy))}</ul>` : html`<p class="side__none">${t('app.side.nobody')}</p>`}</section>
    <section class=${here(app, 'cases')}><h2 class="eyebrow" id="side-cases">${t('app.side.cases')}</h2>
    ${app.room.cases.length ? nothing : html`<p class="side__none">${t('app.side.no_cases')}</p>`}
    <ul aria-labelledby="side-cases">
      ${app.room.cases.map((one) => html`<li>
        <button class="row row--slim" type="button" aria-current=${app.screen.place === `case:${one.id}` ? 'page' : nothing} @click=${() => app.go('case', { id: one.id })}>
          ${icon('case')}<span class="grow row__name truncate">${one.nickname}</span>${one.held ? html`<span class="row__meta">${t('app.side.held')}</span>` : one.state === 'closed' ? html`<span class="row__meta">${t('app.side.closed')}</span>` : nothing}
        </button>
      </li>`)}
      <li><button class="row row--slim" type="button" aria-current=${app.screen.place === 'new_case' ? 'page' : nothing} @click=${() => app.go('new_case')}>${icon('plus')}<span class="grow row__name">${t('app.side.new_case')}</span></button></li>
    </ul></section>
  </div>
  <div class="side__foot">${everyday(app)}
    ${corner(app, 'record', 'book')} ${corner(app, 'settings', 'sliders')}
    ${corner(app, 'relay', 'relay', t(app.online ? 'app.relay.connected' : app.room.relays.length ? 'app.relay.waiting' : 'app.relay.none'))}
    ${corner(app, 'crisis', 'ring')}
  </div>
</nav>`;

/** @param {App} app @param {SubmitEvent} event */
function find(app, event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.currentTarget);
  const text = String(new FormData(form).get('text') ?? '').trim();
  if (text) app.go('search', { text });
}
