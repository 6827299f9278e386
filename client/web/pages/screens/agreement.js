// The agreement: the terms, then card by card what neither can promise, said before any casework. There is no "accept all".
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { face, icon } from '../parts/icon.js';
import { pane } from '../parts/pane.js';
import { AgreementCopy } from '../parts/agreement_copy.js';
import { AgreementForm } from '../parts/agreement_form.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { longDate, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const theTerms = -1; // where one is before the first card
const unconfirmed = / \(Not yet confirmed by a lawyer\.\)$/;

export class Agreement extends Screen {
  #id = String(this.params.buddy);
  /** @type {Json} */
  #agreement = { state: 'none', cards: [] };
  /** @type {Json[]} */
  #packs = [];
  /** @type {Json[]} */
  #changes = [];
  #at = 0;
  #talk = new Set();
  /** @type {AgreementForm | null} */
  #form = null;
  #copy = new AgreementCopy(this.app, this.#id, () => void this.#suggestSigned());

  get place() {
    return `buddy:${this.#id}`;
  }
  get #name() {
    return this.app.room.nameOf(this.#id);
  }
  /** The version that waits for an answer, or the one that holds. @returns {Json} */
  get #open() {
    return this.#agreement.proposal ?? this.#agreement;
  }
  get #cards() {
    return /** @type {Json[]} */ (this.#open.cards);
  }
  get #waits() {
    return Boolean(this.#agreement.proposal) || ['offered', 'countered', 'accepted_one'].includes(this.#agreement.state);
  }

  async enter() {
    this.#packs = (await call('agree.packs')).packs;
    await this.#reread();
    this.#toNext();
  }

  async #reread() {
    this.#agreement = await this.app.room.agreement(this.#id);
    this.#changes = this.#waits && this.#open.version > 1 ? (await call('agree.diff', { buddy: this.#id })).changes : [];
    if (['none', 'draft', 'ended'].includes(this.#agreement.state)) this.#form ??= this.#newForm(false);
    else if (!this.#form?.counter) this.#form = null;
  }

  /** @param {boolean} counter */
  #newForm(counter) {
    return new AgreementForm(this.app, {
      packs: this.#packs,
      terms: counter ? this.#open.terms : null,
      done: (wishes) => this.#propose(wishes, counter),
      leave: counter ? () => this.#dropForm() : null,
    });
  }

  #dropForm() {
    this.#form = null;
    this.app.draw();
  }

  #toNext() {
    const next = this.#cards.findIndex((card) => !card.ticked.me && !this.#talk.has(card.code));
    const begun = this.#cards.some((card) => card.ticked.me || this.#talk.has(card.code));
    this.#at = !this.#waits || next < 0 ? this.#cards.length : begun ? next : theTerms;
  }

  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event !== 'practice' || event.buddy !== this.#id) return;
    const version = this.#open.version;
    this.app.quietly(async () => {
      await this.#reread();
      if (this.#open.version !== version) this.#toNext();
    });
  }

  async missed() {
    await this.#reread();
  }

  view() {
    const { state } = this.#agreement;
    return pane(this.app, {
      title: t('app.agreement.title', { name: this.#name }),
      line: t(`app.agreement.state.${state}`, { n: this.#agreement.version ?? 0 }),
      face: face(this.#name),
      body: !this.#agreement.terms && !this.#form ? nothing : this.#form ? this.#form.view(this.#name) : html`<div class="page agree">${this.#steps()}<section class="stack-5">${this.#changed()}${this.#at >= 0 && this.#at < this.#cards.length ? this.#card() : this.#summary()}</section></div>`,
    });
  }

  /** @param {Json} card */
  #title(card) {
    return card.title || t(card.ground === 'signing' ? 'app.agreement.signing' : 'app.agreement.duty');
  }
  // The packs repeat the title at the beginning of a card and end with who has looked at it, for those who read it on
  // paper or in a terminal; here both stand beside it.
  /** @param {Json} card */
  #words(card) {
    const text = card.title && card.text.startsWith(`${card.title}. `) ? card.text.slice(card.title.length + 2) : card.text;
    return text.replace(unconfirmed, '');
  }

  #steps() {
    return html`<nav class="agree__steps" aria-label=${t('app.agreement.what')}>
      <ol class="steps">
        ${this.#waits ? this.#termsStep(theTerms) : nothing}${this.#cards.map((card, n) => this.#step(card, n))}${this.#waits ? nothing : this.#termsStep(this.#cards.length)}
      </ol>
    </nav>`;
  }

  /** @param {number} place before the cards while they are read, after them once it holds */
  #termsStep(place) {
    const now = this.#at === place;
    return html`<li class="step ${now ? 'is-now' : ''}">
      <span class="step__dot" aria-hidden="true">${icon('book')}</span>
      <button class="step__name" type="button" aria-current=${now ? 'step' : nothing} @click=${() => this.#goTo(place)}>${t('app.agreement.the_terms')}</button>
    </li>`;
  }

  /** @param {Json} card @param {number} n */
  #step(card, n) {
    const { me, them } = card.ticked;
    const now = n === this.#at;
    const talk = !me && this.#talk.has(card.code);
    const state = me && them ? 'both' : me ? 'me' : them ? 'them' : talk ? 'talk' : '';
    const kind = now ? 'is-now' : me ? 'is-done' : talk ? 'is-talk' : '';
    return html`<li class="step ${kind}">
      <span class="step__dot" aria-hidden="true">${me && !now ? icon('check') : talk && !now ? icon('think') : n + 1}</span>
      <button class="step__name" type="button" aria-current=${now ? 'step' : nothing} @click=${() => this.#goTo(n)}>${this.#title(card)}${state ? html`<span class="step__state">${t(`app.agreement.ticked.${state}`, { name: this.#name })}</span>` : nothing}</button>
    </li>`;
  }

  /** @param {number} n */
  #goTo(n) {
    this.#at = n;
    this.app.drawNow();
    document.getElementById('card')?.focus();
  }

  #changed() {
    if (!this.#changes.length) return nothing;
    return html`<section class="card card--flat stack-2" aria-labelledby="changes">
      <h3 class="subheading" id="changes">${t('app.agreement.changes', { n: this.#open.version })}</h3>
      <dl class="diff">
        ${this.#changes.filter((change) => change.field !== 'version').map((change) => html`<div>
          <dt>${change.field}</dt>
          ${change.before ? html`<dd><del>${change.before}</del></dd>` : nothing}
          ${change.after ? html`<dd><ins>${change.after}</ins></dd>` : html`<dd class="faint">${t('app.agreement.left_out')}</dd>`}
        </div>`)}
      </dl>
    </section>`;
  }

  #card() {
    const card = /** @type {Json} */ (this.#cards[this.#at]);
    const pack = this.#packs.find((one) => one.code === card.pack);
    return html`<article class="card card--open stack-5 arrive" aria-labelledby="card">
        <p class="between eyebrow"><span>${t(card.ground === 'rights' ? 'app.agreement.stays_open' : 'app.agreement.cannot')}</span><span class="num" aria-label=${t('app.agreement.card.said', { n: this.#at + 1, of: this.#cards.length })} role="img">${t('app.agreement.card', { n: this.#at + 1, of: this.#cards.length })}</span></p>
        <h2 class="title" id="card" tabindex="-1"><span class="under">${this.#title(card)}</span></h2>
        <p class="voice card__text" dir="auto">${this.#words(card)}</p>
        ${card.ticked.me
          ? html`<div class="cluster"><span class="chip chip--ok">${icon('check')}${t(`app.agreement.ticked.${card.ticked.them ? 'both' : 'me'}`)}</span><button class="btn" type="button" @click=${() => this.#goTo(this.#at + 1)}>${t('app.next')}</button></div>`
          : html`<div class="actions"><button class="btn btn--primary btn--l" type="button" @click=${() => this.#understand(card)}>${t('app.agreement.understand')}</button><button class="btn btn--l" type="button" @click=${() => this.#talkAbout(card)}>${t('app.agreement.talk')}</button></div>`}
      </article>
      ${pack ? html`<p class="small muted prose">${t('app.agreement.pack', { pack: pack.name, day: longDate(pack.reviewed) })}</p>` : nothing}`;
  }

  /** @param {Json} card */
  async #understand(card) {
    await this.app.attempt(async () => {
      await call('agree.accept', { buddy: this.#id, ticks: [card.code] });
      this.#talk.delete(card.code);
      await this.#reread();
      this.#toNext();
    });
    document.getElementById('card')?.focus();
  }

  /** @param {Json} card */
  async #talkAbout(card) {
    this.#talk.add(card.code);
    const write = await this.app.ask({ title: t('app.agreement.talk.title', { what: this.#title(card) }), text: t('app.agreement.talk.text', { name: this.#name }), yes: t('app.agreement.talk.yes'), no: t('app.agreement.talk.no') });
    if (write) return this.app.go('chat', { buddy: this.#id, draft: t('app.agreement.talk.draft', { what: this.#title(card) }) });
    this.#toNext();
    this.app.draw();
  }

  #summary() {
    const { terms, cards } = /** @type {any} */ (this.#open);
    const mine = cards.every((/** @type {Json} */ card) => card.ticked.me);
    const standing = terms.standing && t('app.terms.standing', { n: terms.standing.max_open, days: terms.standing.max_days });
    const rows = /** @type {[string, string][]} */ ([
      ['purpose', terms.purpose],
      ['cadence', terms.cadence],
      ['structure', terms.structure],
      ['keep', t('app.terms.keep_days', { n: terms.keep_days })],
      ['retelling', t(terms.learning ? 'app.terms.learning' : 'app.terms.no_learning')],
      ['standing', standing],
      ['record', terms.record],
      ['if_unsure', terms.if_unsure],
      ['ending', terms.ending],
      ['review', longDate(terms.review_on)],
    ]);
    return html`<article class="card card--open stack-5" aria-labelledby="card">
      <h2 class="title" id="card" tabindex="-1">${t(`app.agreement.${this.#waits ? (mine ? 'waiting' : 'open') : 'holds'}`, { name: this.#name })}</h2>
      ${this.#waits ? html`<p class="lead">${t('app.agreement.same_words')}</p>` : nothing}
      <dl class="facts facts--voice">
        ${rows.filter(([, words]) => words).map(([name, words]) => html`<div><dt>${t(`app.terms.${name}.title`)}</dt><dd dir="auto">${words}</dd></div>`)}
        <div><dt>${t('app.terms.fixed.title')}</dt><dd>${t('app.terms.fixed')}</dd></div>
      </dl>
      ${terms.proof !== 'signed' || !this.#waits ? banner({ kind: 'accent', sign: 'info', words: t(terms.proof === 'signed' ? 'app.agreement.signed' : 'app.agreement.recorded') }) : nothing}
      <div class="actions">${this.#ends(mine)}</div>
      ${this.#waits ? nothing : html`${this.#copy.view(terms)}<hr class="rule"><div class="actions">${this.#stops()}</div>`}
    </article>`;
  }

  /** @param {boolean} mine */
  #ends(mine) {
    const suggest = html`<button class="btn" type="button" @click=${() => this.#suggest()}>${t(this.#waits ? 'app.agreement.counter' : 'app.agreement.change')}</button>`;
    if (this.#waits) return html`${mine ? nothing : html`<button class="btn btn--primary" type="button" @click=${() => this.#goTo(this.#cards.findIndex((card) => !card.ticked.me))}>${t('app.agreement.to_cards')}</button>`}${suggest}`;
    return html`<button class="btn btn--primary" type="button" @click=${() => this.app.go('share', { buddy: this.#id })}>${t('app.chat.share')}</button>${suggest}`;
  }

  /** What is done seldom, and never by mistake for something else. */
  #stops() {
    const { state, paused } = this.#agreement;
    const end = html`<button class="btn btn--quiet" type="button" @click=${() => this.#end()}>${t('app.agreement.end')}</button>`;
    if (paused?.me) return html`<button class="btn" type="button" @click=${() => this.#simply('agree.resume')}>${t('app.agreement.resume')}</button>${end}`;
    return html`${state === 'paused' ? nothing : html`<button class="btn" type="button" @click=${() => this.#simply('agree.pause')}>${t('app.agreement.pause')}</button>`}${end}`;
  }

  #suggest() {
    this.#form = this.#newForm(true);
    this.app.draw();
  }

  /** @param {string} method @param {Json} [more] */
  async #simply(method, more = {}) {
    await this.app.attempt(async () => {
      await call(method, { buddy: this.#id, ...more });
      await this.#reread();
    });
  }

  async #end() {
    const sure = await this.app.ask({ title: t('app.agreement.end.title', { name: this.#name }), text: t('app.agreement.end.text'), yes: t('app.agreement.end.yes'), danger: true });
    if (sure) await this.#simply('agree.end', { purge: true });
  }

  async #suggestSigned() {
    const sure = await this.app.ask({ title: t('app.copy.suggest'), text: t('app.copy.suggest.text', { name: this.#name }), yes: t('app.copy.suggest') });
    if (sure) await this.#propose({ proof: 'signed' }, true);
  }

  /** @param {Json} wishes @param {boolean} counter */
  async #propose(wishes, counter) {
    await this.app.attempt(async () => {
      if (counter) await call('agree.counter', { buddy: this.#id, ...wishes });
      else {
        await call('agree.new', { buddy: this.#id, ...wishes });
        await call('agree.offer', { buddy: this.#id });
      }
      this.#form = null;
      await this.#reread();
      this.#toNext();
    });
  }
}
