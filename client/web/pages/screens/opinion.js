// A second opinion: sealing one's own view, waiting, and everybody's views side by side once they are open.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { face, icon } from '../parts/icon.js';
import { label } from '../parts/label.js';
import { pane } from '../parts/pane.js';
import { optionWords, spread, views } from '../parts/spread.js';
import { ViewFields } from '../parts/view_fields.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { clock, listed, longDate, t, weekdayDate } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {import('../parts/think.js').Think} Think */

const reasons = ['conflict', 'must-report', 'not-my-area', 'not-now', 'live'];
const opened = ['open', 'complete'];

export class Opinion extends Screen {
  #id = String(this.params.id);
  /** @type {Json | null} */
  #opinion = null;
  #note = '';
  #declining = false;
  #view = new ViewFields(this.app, () => ({}));
  /** @type {Think | null} */
  #think = null;

  get place() {
    return `buddy:${this.#other}`;
  }
  /** Whom the screen stands by: who asked, or whom I asked. */
  get #other() {
    return this.#opinion?.asked_by ?? this.#opinion?.participants.find((/** @type {Json} */ one) => one.buddy)?.buddy ?? '';
  }
  get #name() {
    return this.app.room.nameOf(this.#other);
  }
  /** Everybody else in it. @returns {string[]} */
  get #others() {
    return (this.#opinion?.participants ?? []).map((/** @type {Json} */ one) => one.buddy).filter(Boolean);
  }
  get #among() {
    return this.#others.length > 1;
  }
  /** Who asked, or all whom I asked. */
  get #names() {
    return this.#opinion?.asked_by ? this.#name : listed(this.#others.map((buddy) => this.app.room.nameOf(buddy)));
  }
  /** @returns {Json | undefined} */
  get #me() {
    return this.#opinion?.participants.find((/** @type {Json} */ one) => one.buddy === null);
  }

  async enter() {
    const { opinion, note } = await call('opinion.show', { id: this.#id });
    this.#opinion = opinion;
    this.#note = note;
  }
  leave() {
    this.#view.why.stop();
  }

  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    const theirs = event.buddy ?? event.message?.buddy;
    if ((event.event === 'practice' || event.event === 'message') && (!theirs || this.#others.includes(theirs))) this.app.quietly(() => this.enter());
  }

  view() {
    const one = this.#opinion;
    if (!one) return pane(this.app, { title: t('app.opinion.bar'), body: nothing });
    return pane(this.app, {
      title: this.#names,
      line: t('app.opinion.bar'),
      face: face(this.#name),
      tools: label({ label: 'vault' }),
      kind: this.#think ? 'check-body' : '',
      body: this.#think ? this.#think.view() : html`<article class="page page--read stack-5" aria-labelledby="question">${this.#head(one)}${this.#part(one)}${this.#foot(one)}</article>`,
    });
  }

  /** @param {Json} one */
  #head(one) {
    const mine = one.direction === 'out' ? 'mine' : 'theirs';
    const lead = opened.includes(one.state) ? 'open' : 'sealed';
    const sealed = one.participants.filter((/** @type {Json} */ each) => each.standing !== 'waiting' && each.standing !== 'missing' && each.standing !== 'gone').length;
    return html`<div class="page__head"><div class="cluster"><span class="chip">${t(`app.topic.${one.topic}`)}</span>${one.question && ['asked', 'sealed'].includes(one.state) ? html`<span class="chip">${icon('seal')}${t('app.opinion.sealed_count', { n: sealed, all: one.participants.length })}</span>` : nothing}${one.held ? html`<span class="chip chip--caution">${icon('pin')}${t('app.case.on_hold')}</span>` : nothing}</div>
      <h2 class="title" id="question" dir="auto">${one.question || t('app.opinion.gone')}</h2>
      <p class="lead">${t(`app.opinion.lead.${lead}.${mine}`, { name: this.#names })}</p></div>`;
  }

  /** @param {Json} one */
  #part(one) {
    if (!one.question) return nothing;
    if (opened.includes(one.state)) return this.#me?.view ? this.#table(one) : html`${this.#seal(one, true)}${this.#table(one)}`;
    if (one.state === 'asked') return this.#seal(one, false);
    if (one.state === 'sealed') return this.#waiting(one);
    return banner({ sign: 'info', words: t(this.#among && one.direction === 'out' && one.state === 'declined' ? 'app.opinion.over.nobody' : `app.opinion.over.${one.direction}.${one.state}`, { name: this.#name }) });
  }

  // ---- before ----
  /** @param {Json} one @param {boolean} late */
  #seal(one, late) {
    const options = one.options.map((/** @type {string} */ _, /** @type {number} */ n) => [n, optionWords(one, n)]);
    return html`<form class="card stack" @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
        ${late ? banner({ kind: 'caution', sign: 'clock', words: t('app.opinion.is_late') }) : nothing}
        ${this.#view.view([...options.slice(1), ...options.slice(0, 1)], one.scale)}
        <div class="actions"><button class="btn btn--primary btn--l" type="submit">${icon('seal')}${t('app.opinion.seal')}</button>
          ${late || one.direction === 'out' ? nothing : html`<button class="btn btn--quiet btn--l" type="button" aria-expanded=${this.#declining ? 'true' : 'false'} @click=${() => this.#toggleDecline()}>${t('app.opinion.decline')}</button>`}</div>
        <p class="small muted">${t('app.opinion.final')}</p></form>
      ${this.#declining ? this.#decline() : nothing}
      ${late ? nothing : this.#when(one)}`;
  }

  #decline() {
    return html`<form class="card card--flat stack-2" id="decline" tabindex="-1" @submit=${(/** @type {Event} */ event) => this.#declined(event)}>
      <h3 class="subheading">${t('app.opinion.decline')}</h3><p class="small muted">${t('app.offer.decline.sees', { name: this.#name })}</p>
      <fieldset>${reasons.map((why, n) => html`<label class="choice choice--bare"><input type="radio" name="why" value=${why} ?checked=${n === 0}>${t(`app.offer.decline.${why}`)}</label>`)}</fieldset>
      <div class="actions"><button class="btn" type="submit">${t('app.offer.decline.send')}</button></div></form>`;
  }

  /** @param {Json} one */
  #when(one) {
    return html`<p class="small muted">${t('app.opinion.opens', { day: weekdayDate(one.deadline), time: clock(one.deadline) })}</p>`;
  }

  /** @param {Json} one */
  #waiting(one) {
    const mine = this.#me?.view;
    return html`<section class="card stack" aria-labelledby="sealed"><h3 class="heading cluster" id="sealed">${icon('seal')}<span>${t('app.opinion.is_sealed')}</span></h3>
        ${mine ? html`<div class="stack-2"><p class="heading" dir="auto">${optionWords(one, mine.choice)}</p>${mine.sure ? html`<p class="small muted">${t('app.opinion.sure.was', { n: mine.sure, all: one.scale })}</p>` : nothing}${mine.why ? html`<p class="voice" dir="auto">${mine.why}</p>` : nothing}</div>` : nothing}
        <hr class="rule"><p class="muted">${t('app.opinion.nobody_sees')}</p></section>
      ${this.#when(one)}
      ${one.direction === 'out' ? html`<div class="actions"><button class="btn" type="button" @click=${() => this.#withdraw()}>${t('app.opinion.withdraw')}</button></div>` : nothing}`;
  }

  // ---- after ----
  /** @param {Json} one */
  #table(one) {
    const whom = one.asked_by ? [one.asked_by] : this.#others;
    return html`<section class="stack-5" aria-label=${t('app.opinion.views')}>${spread(one)}
        ${views(one, (buddy) => this.app.room.nameOf(buddy))}
        ${this.#among ? html`<p class="small muted">${t('app.opinion.devices_know')}</p>` : nothing}</section>
      <div class="actions">${whom.map((buddy) => html`<button class="btn ${whom.length > 1 ? '' : 'btn--primary'}" type="button" @click=${() => this.app.go('chat', { buddy })}>${t('app.opinion.talk', { name: this.app.room.nameOf(buddy) })}</button>`)}
        ${this.#among ? nothing : html`<button class="btn btn--quiet" type="button" @click=${() => this.app.go('session', { buddy: this.#other, case: one.case })}>${t('app.chat.session')}</button>`}</div>`;
  }

  /** @param {Json} one */
  #foot(one) {
    if (!one.question) return nothing;
    const goes = one.held ? t('app.exchange.held') : one.purge_on ? t('app.exchange.goes', { day: longDate(one.purge_on) }) : t('app.opinion.kept', { n: one.keep_days });
    return html`<p class="faint">${this.#note} ${goes}</p>`;
  }

  // ---- acting ----
  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    await this.app.attempt(async () => {
      const send = (/** @type {string} */ why) => void this.app.attempt(() => this.#sealed(why));
      this.#think = await this.#view.why.think({ name: this.#name, go: t('app.opinion.seal'), send, back: () => this.#back() });
      if (!this.#think) return this.#sealed('');
      this.app.drawNow();
      document.getElementById('think')?.focus();
    });
  }

  #back() {
    this.#think = null;
    this.app.draw();
  }

  /** @param {string} why it leaves as it is, if it does */
  async #sealed(why) {
    const { choice, sure } = this.#view;
    await call('opinion.seal', { id: this.#id, choice, sure, why: this.#view.why.text.trim(), ...(why ? { despite: why } : {}) });
    this.#think = null;
    await this.#again(t('app.opinion.is_sealed'));
  }

  #toggleDecline() {
    this.#declining = !this.#declining;
    this.app.drawNow();
    document.getElementById('decline')?.focus();
  }

  /** @param {Event} event */
  async #declined(event) {
    event.preventDefault();
    const why = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('why'));
    await this.app.attempt(async () => {
      await call('opinion.withdraw', { id: this.#id, why });
      this.#declining = false;
      await this.#again(t('app.opinion.over.in.declined'));
    });
  }

  async #withdraw() {
    const sure = await this.app.ask({ title: t('app.opinion.withdraw.title'), text: t(this.#among ? 'app.opinion.withdraw.text.many' : 'app.opinion.withdraw.text', { name: this.#name }), yes: t('app.opinion.withdraw') });
    if (!sure) return;
    await this.app.attempt(async () => {
      await call('opinion.withdraw', { id: this.#id });
      await this.#again(t('app.opinion.over.out.withdrawn'));
    });
  }

  /** @param {string} said to those who listen */
  async #again(said) {
    await this.enter();
    await this.app.room.refresh('opinions');
    this.app.announce(said);
    this.app.drawNow();
    document.getElementById('where')?.focus();
  }
}
