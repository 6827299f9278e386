// I need someone now: what kind of hour it is and nothing else is sent. The numbers stand beside it from the start.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { icon } from '../parts/icon.js';
import { pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { clock, longDate, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const kinds = ['upset', 'decision', 'safety', 'exec'];
const running = ['waiting', 'wider', 'nobody', 'taken', 'ringing', 'asked_for', 'holding'];

export class Crisis extends Screen {
  #kind = 'upset';
  #buddy = String(this.params.buddy ?? '');
  /** @type {Json[]} */
  #pings = [];
  /** @type {Json[]} */
  #available = [];
  /** @type {Json} */
  #script = { script: [], never_tonight: [] };
  /** @type {Json | null} */
  #phone = null;

  get place() {
    return 'crisis';
  }
  async enter() {
    const [{ pings, available }, script, { phone }] = await Promise.all([call('crisis.list'), call('crisis.script'), call('crisis.lines')]);
    this.#pings = pings.filter((/** @type {Json} */ one) => running.includes(one.state));
    this.#available = available;
    this.#script = script;
    this.#phone = phone;
    this.#buddy ||= this.#there[0]?.id ?? this.#people[0]?.id ?? '';
  }
  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'practice') this.app.quietly(() => this.enter());
  }

  get #people() {
    return this.app.room.buddies.filter((one) => ['active', 'paused', 'review_due'].includes(this.app.room.agreements.get(one.id)?.state));
  }
  get #there() {
    return this.#people.filter((one) => this.#available.some((each) => each.buddy === one.id));
  }

  view() {
    const mine = this.#pings.find((one) => one.direction === 'out');
    const theirs = this.#pings.filter((one) => one.direction === 'in');
    return pane(this.app, {
      title: t('app.crisis.bar'),
      tools: html`<button class="btn btn--s" type="button" @click=${() => this.app.back()}>${icon('close', 'icon--s')}${t('app.crisis.leave')}</button>`,
      body: html`<div class="page crisis">
        <section class="stack-5">
          ${theirs.map((one) => this.#theirs(one))}
          ${mine ? this.#mine(mine) : this.#ask()}
          <hr class="rule">
          <section class="breathe"><span class="breath" aria-hidden="true"></span><div><h3 class="subheading">${t('app.crisis.minute')}</h3><p class="muted">${t('app.crisis.minute.text')}</p></div></section>
          <section class="stack-2"><h3 class="subheading">${t('app.crisis.script')}</h3><ol class="script-list muted">${this.#script.script.map((/** @type {Json} */ step) => html`<li>${step.text}</li>`)}</ol></section>
        </section>
        <div class="stack-5">${this.#lines()}
          <section class="card card--flat stack-2"><h3 class="subheading">${t('app.crisis.never')}</h3><ul class="small muted stack-2">${this.#script.never_tonight.map((/** @type {string} */ line) => html`<li>${line}</li>`)}</ul></section>
          ${this.#mineAvailable()}
        </div>
      </div>`,
    });
  }

  #ask() {
    const name = this.app.room.nameOf(this.#buddy);
    return html`<div class="page__head page__head--s"><h2 class="title">${t('app.crisis.title')}</h2><p class="lead">${t('app.crisis.lead')}</p></div>
      ${this.#people.length
        ? html`<form class="stack" @submit=${(/** @type {Event} */ event) => this.#send(event)}>
            <fieldset class="kinds"><legend class="visually-hidden">${t('app.crisis.kind')}</legend>
              ${kinds.map((kind) => html`<label class="choice"><input type="radio" name="kind" value=${kind} ?checked=${kind === this.#kind} @change=${() => (this.#kind = kind)}><span><span class="strong">${t(`app.crisis.${kind}`)}</span><br><span class="small muted">${t(`app.crisis.${kind}.more`)}</span></span></label>`)}</fieldset>
            ${this.#people.length > 1 ? html`<fieldset class="stack-2"><legend class="field__label gap-b">${t('app.crisis.whom')}</legend><div class="segment segment--wrap">${this.#people.map((one) => html`<label><input type="radio" name="buddy" ?checked=${one.id === this.#buddy} @change=${() => this.#choose(one.id)}><span>${one.name}</span></label>`)}</div></fieldset>` : nothing}
            <div class="actions"><button class="btn btn--crisis btn--l" type="submit">${t('app.crisis.ask', { name })}</button><span class="small muted grow">${this.#when(name)} ${t('app.crisis.then')}</span></div>
          </form>`
        : banner({ sign: 'info', words: t('app.crisis.nobody_yet') })}`;
  }

  /** @param {string} name */
  #when(name) {
    const there = this.#available.find((one) => one.buddy === this.#buddy);
    return there ? t('app.crisis.there', { name, time: clock(there.until) }) : '';
  }

  /** @param {Json} ping */
  #mine(ping) {
    const name = ping.buddy ? this.app.room.nameOf(ping.buddy) : '';
    return html`<section class="card card--open stack" role="status">
      <h2 class="title">${t(`app.crisis.mine.${ping.state}`, { name })}</h2><p class="lead">${t(`app.crisis.mine.${ping.state}.more`, { name, n: ping.asked ?? 1 })}</p>
      <div class="actions">
        ${ping.state === 'taken' ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.app.go('chat', { buddy: ping.buddy })}>${t('app.crisis.talk', { name })}</button>` : nothing}
        <button class="btn btn--quiet" type="button" @click=${() => this.#do('crisis.withdraw', { id: ping.id })}>${t(ping.state === 'taken' ? 'app.crisis.over' : 'app.crisis.withdraw')}</button>
      </div></section>`;
  }

  /** @param {Json} ping */
  #theirs(ping) {
    const name = this.app.room.nameOf(ping.buddy);
    return html`<section class="card card--open stack" role="status">
      <h2 class="title">${t(`app.crisis.theirs.${ping.state}`, { name })}</h2><p class="lead">${t('app.crisis.theirs.kind', { kind: t(`app.crisis.${ping.kind}`) })}</p>
      <div class="actions">
        ${ping.state === 'ringing' ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.#do('crisis.take', { id: ping.id })}>${t('app.crisis.take')}</button><span class="small muted">${t('app.crisis.take.more')}</span>` : nothing}
        ${ping.state === 'holding' ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.app.go('chat', { buddy: ping.buddy })}>${t('app.crisis.talk', { name })}</button>` : nothing}
      </div></section>`;
  }

  #lines() {
    const phone = this.#phone;
    if (!phone) return nothing;
    const rung = phone.lines.every((/** @type {Json} */ line) => line.confirmed);
    return html`<section class="card stack" aria-labelledby="lines"><h3 class="subheading" id="lines">${t('app.crisis.lines')}</h3>
      <ul class="list lines">${phone.lines.map((/** @type {Json} */ line) => html`<li><a href="tel:${line.number.replaceAll(/[^0-9+]/g, '')}">${line.number}</a><span>${line.name}, ${line.hours}</span></li>`)}</ul>
      <p class="faint">${t(rung ? 'app.crisis.lines.as_of' : 'app.crisis.lines.unconfirmed', { country: phone.name, day: longDate(phone.reviewed) })}</p></section>`;
  }

  #mineAvailable() {
    const mine = this.#available.find((one) => one.buddy === null);
    return html`<section class="stack-2"><h3 class="subheading">${t('app.crisis.available')}</h3>
      <p class="small muted">${mine ? t('app.crisis.available.on', { time: clock(mine.until) }) : t('app.crisis.available.text')}</p>
      <button class="btn btn--s" type="button" @click=${() => this.#do('crisis.available', { hours: mine ? 0 : 4, kinds })}>${t(mine ? 'app.crisis.available.end' : 'app.crisis.available.four')}</button></section>`;
  }

  /** @param {string} id */
  #choose(id) {
    this.#buddy = id;
    this.app.draw();
  }

  /** @param {Event} event */
  #send(event) {
    event.preventDefault();
    this.#do('crisis.ask', { kind: this.#kind, buddy: this.#buddy });
  }

  /** @param {string} method @param {Json} params */
  #do(method, params) {
    return this.app.attempt(async () => {
      await call(method, params);
      await this.enter();
    });
  }
}
