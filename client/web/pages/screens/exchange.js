// One thing shared: the letter that offers it, the answer, and the words once they have arrived.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { carveOuts } from '../parts/carve_outs.js';
import { face } from '../parts/icon.js';
import { label, labelName, promise } from '../parts/label.js';
import { LabelFields } from '../parts/label_fields.js';
import { pane } from '../parts/pane.js';
import { said } from '../parts/said.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { clock, day, longDate, rich, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const reasons = ['conflict', 'must-report', 'not-my-area', 'not-now', 'live'];
const theirs = ['sent', 'delivered', 'arrived', 'closed'];  // they have it
const strictness = ['act', 'think', 'vault'];

export class Exchange extends Screen {
  #id = String(this.params.id);
  /** @type {Json | null} */
  #exchange = null;
  #asking = '';
  #fields = new LabelFields(() => this.app.draw(), 'think');

  get place() {
    return `buddy:${this.#exchange?.buddy}`;
  }
  get #name() {
    return this.app.room.nameOf(this.#exchange?.buddy ?? '');
  }
  async enter() {
    this.#exchange = await call('exchange.show', { id: this.#id });
  }
  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'practice' && event.buddy === this.#exchange?.buddy) this.app.quietly(() => this.enter());
  }

  view() {
    const one = this.#exchange;
    if (!one) return pane(this.app, { title: '', body: nothing });
    const terms = one.terms ?? { label: one.label };
    const offer = one.direction === 'in' && one.state === 'offered';
    return pane(this.app, {
      title: this.#name,
      line: t('app.exchange.about', { topic: t(`app.topic.${one.topic}`) }),
      face: face(this.#name),
      tools: offer ? nothing : label(terms),
      kind: offer ? 'pane__body--centre' : '',
      body: html`<div class="page page--read stack-5">
        <p class="eyebrow centre">${day(one.offered_at)}, ${clock(one.offered_at)}</p>
        ${offer ? this.#letter(one, terms) : this.#open(one, terms)}
        ${this.#asking === 'counter' ? this.#counter() : this.#asking === 'decline' ? this.#decline() : this.#asking === 'relabel' ? this.#relabel(one) : nothing}
      </div>`,
    });
  }

  // ---- theirs, not yet accepted ----
  /** @param {Json} one @param {any} terms */
  #letter(one, terms) {
    const name = this.#name;
    const agreement = this.app.room.agreements.get(one.buddy);
    return html`<article class="card card--open stack-5 letter" aria-labelledby="offer">
      <div class="cluster">${label(terms, { whole: true })}<span class="chip">${t(`app.topic.${one.topic}`)}</span><span class="chip">${t(`app.size.${one.size}`)}</span></div>
      <h2 class="title" id="offer">${rich(`app.offer.${terms.label}`, { name })}</h2>
      <div class="prose"><p>${promise(terms, name)}</p><p class="muted">${t('app.offer.only_this', { name })}</p></div>
      ${banner({ kind: 'accent', sign: 'info', words: html`<span class="strong">${t('app.offer.cannot', { name })}</span> ${this.#carveOuts(agreement)}` })}
      <div class="actions">
        <button class="btn btn--primary btn--l" type="button" @click=${() => this.#do('exchange.accept')}>${t('app.offer.accept')}</button>
        <button class="btn btn--l" type="button" @click=${() => this.#ask('counter')}>${t('app.offer.counter')}</button>
        <button class="btn btn--quiet btn--l" type="button" @click=${() => this.#ask('decline')}>${t('app.offer.decline')}</button>
      </div>
      <p class="faint">${t('app.offer.expires', { day: longDate(one.expires), n: terms.keep_days ?? 30 })}</p>
    </article>`;
  }

  /** @param {Json | undefined} agreement */
  #carveOuts(agreement) {
    const list = carveOuts(agreement);
    return list === nothing ? t('app.offer.cannot.none') : list;
  }

  // ---- whatever came after ----
  /** @param {Json} one @param {any} terms */
  #open(one, terms) {
    const name = this.#name;
    const mine = one.direction === 'out';
    return html`<article class="stack-5" aria-labelledby="offer">
      <div class="stack-2"><div class="cluster">${label(terms, { whole: true })}<span class="chip">${t(`app.topic.${one.topic}`)}</span></div>
        <h2 class="title" id="offer">${t(`app.exchange.title.${mine ? 'mine' : 'theirs'}.${one.state}`, { name })}</h2>
        <p class="muted">${mine ? t(`app.promise.mine.${terms.label}`, { name }) : promise(terms, name)}</p></div>
      ${this.params.hint ? banner({ sign: 'info', words: this.params.hint }) : nothing}
      ${one.counter ? this.#suggested(one, mine) : nothing}
      ${one.text ? html`<div class="sheet-paper draft" dir="auto">${said(one.text)}</div>` : nothing}
      <p class="faint">${one.purge_on ? t('app.exchange.goes', { day: longDate(one.purge_on) }) : one.held ? t('app.exchange.held') : t('app.exchange.kept', { n: terms.keep_days ?? 30 })}${mine && theirs.includes(one.state) ? html` ${t('app.exchange.theirs_too', { name })}` : nothing}</p>
      <div class="actions">${this.#acts(one, mine)}</div>
    </article>`;
  }

  /** @param {Json} one @param {boolean} mine */
  #suggested(one, mine) {
    const words = html`<span class="strong">${t(mine ? 'app.exchange.suggests' : 'app.exchange.you_suggest', { name: this.#name, label: labelName(one.counter) })}</span> ${promise(one.counter, this.#name)}`;
    return banner({
      kind: 'accent',
      sign: 'think',
      words,
      actions: mine ? html`<button class="btn btn--s btn--primary" type="button" @click=${() => this.#do('exchange.accept')}>${t('app.exchange.accept_label')}</button><button class="btn btn--s" type="button" @click=${() => this.#do('exchange.withdraw')}>${t('app.exchange.withdraw')}</button>` : nothing,
    });
  }

  /** @param {Json} one @param {boolean} mine */
  #acts(one, mine) {
    const out = [];
    const open = ['sent', 'delivered', 'arrived', 'accepted'].includes(one.state);
    if (!mine && open) out.push(html`<button class="btn btn--primary" type="button" @click=${() => this.app.go('chat', { buddy: one.buddy })}>${t('app.exchange.answer', { name: this.#name })}</button>`);
    if (mine && one.state === 'offered') out.push(html`<button class="btn" type="button" @click=${() => this.#do('exchange.withdraw')}>${t('app.exchange.withdraw')}</button>`);
    if (open && (mine || one.label !== 'vault')) out.push(html`<button class="btn" type="button" @click=${() => this.#ask('relabel')}>${t(mine ? 'app.exchange.relabel' : 'app.exchange.stricter')}</button>`);
    if (open) out.push(html`<button class="btn btn--quiet" type="button" @click=${() => this.#close()}>${t('app.exchange.close')}</button>`);
    return out;
  }

  // ---- answers that need a choice ----
  #counter() {
    return html`<form class="card card--flat stack" id="answer" tabindex="-1" @submit=${(/** @type {Event} */ event) => this.#submit(event, 'exchange.counter', this.#fields.params)}>
      <h3 class="subheading">${t('app.offer.counter')}</h3>${this.#fields.view(this.#name, strictness.filter((one) => one !== this.#exchange?.label).reverse(), true)}
      <div class="actions"><button class="btn btn--primary" type="submit">${t('app.offer.counter.send')}</button></div></form>`;
  }

  #decline() {
    return html`<form class="card card--flat stack-2" id="answer" tabindex="-1" @submit=${(/** @type {Event} */ event) => this.#submit(event, 'exchange.decline')}>
      <h3 class="subheading">${t('app.offer.decline')}</h3><p class="small muted">${t('app.offer.decline.sees', { name: this.#name })}</p>
      <fieldset>${reasons.map((why, n) => html`<label class="choice choice--bare"><input type="radio" name="why" value=${why} ?checked=${n === 0}>${t(`app.offer.decline.${why}`)}</label>`)}</fieldset>
      <div class="actions"><button class="btn" type="submit">${t('app.offer.decline.send')}</button></div></form>`;
  }

  /** @param {Json} one */
  #relabel(one) {
    const at = strictness.indexOf(one.label);
    const offered = one.direction === 'out' ? strictness.filter((each) => each !== one.label) : strictness.slice(at + 1);
    return html`<form class="card card--flat stack" id="answer" tabindex="-1" @submit=${(/** @type {Event} */ event) => this.#submit(event, 'exchange.relabel', this.#fields.params)}>
      <h3 class="subheading">${t('app.exchange.relabel')}</h3><p class="small muted">${t('app.exchange.relabel.hint')}</p>${this.#fields.view(this.#name, offered.reverse(), one.direction === 'in')}
      <div class="actions"><button class="btn btn--primary" type="submit">${t('app.exchange.relabel.send')}</button></div></form>`;
  }

  /** @param {string} what */
  #ask(what) {
    this.#asking = this.#asking === what ? '' : what;
    const vault = this.#exchange?.label === 'vault';
    this.#fields = new LabelFields(() => this.app.draw(), vault ? 'think' : 'vault');
    this.app.drawNow();
    document.getElementById('answer')?.focus();
    document.getElementById('answer')?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {Event} event @param {string} method @param {Json} [params] */
  async #submit(event, method, params) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    await this.#do(method, params ?? { why: String(form.get('why')) });
  }

  /** @param {string} method @param {Json} [params] */
  async #do(method, params = {}) {
    await this.app.attempt(async () => {
      await call(method, { id: this.#id, ...params });
      this.#asking = '';
      await this.enter();
      await this.app.room.refresh('offers');
    });
  }

  async #close() {
    const sure = await this.app.ask({ title: t('app.exchange.close.title'), text: t('app.exchange.close.text', { name: this.#name }), yes: t('app.exchange.close') });
    if (sure) await this.#do('exchange.close');
  }
}
