// Invite, or join: one of two makes a link, the other pastes it. Each sees what is theirs to do.
import { html, nothing } from '../lit.js';
import { icon } from '../parts/icon.js';
import { head, pane } from '../parts/pane.js';
import { invitationIn, pictureIn } from '../parts/qr_picture.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t, weekdayDate } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

/** @param {number} n @param {string} kind @param {unknown} name @param {unknown} state */
const step = (n, kind, name, state = nothing) =>
  html`<li class="step ${kind}"><span class="step__dot" aria-hidden="true">${kind === 'is-done' ? icon('check') : n}</span><span class="step__name">${name}${state === nothing ? nothing : html`<span class="step__state">${state}</span>`}</span></li>`;

export class Invite extends Screen {
  /** @type {Json | null} */
  #made = null;
  #qr = { size: 0, path: '' };
  #copied = false;
  #unread = false;
  #link = String(this.params.link ?? '');
  #joins = Boolean(this.params.join || this.params.link);
  /** @type {Json[]} */
  #open = [];
  /** @type {Set<string>} */
  #known = new Set();

  get place() {
    return 'invite';
  }

  async enter() {
    this.#known = new Set(this.app.room.buddies.map((buddy) => buddy.id));
    await this.#reread();
  }

  async #reread() {
    const { invitations } = await call('invite.list');
    this.#open = invitations.filter((/** @type {Json} */ one) => one.state === 'open' && one.id !== this.#made?.id);
    if (this.#made) this.#made.state = invitations.find((/** @type {Json} */ one) => one.id === this.#made?.id)?.state ?? 'open';
    this.app.draw();
  }

  hear() {
    this.app.quietly(() => this.#reread());
  }
  async missed() {
    await this.#reread();
  }

  /** Who came in while this page was open. */
  get #arrived() {
    return this.app.room.buddies.find((buddy) => !this.#known.has(buddy.id));
  }

  view() {
    return pane(this.app, {
      title: t('app.invite.bar'),
      body: html`<div class="page page--read">
        ${head(t(this.#joins ? 'app.join.head' : 'app.invite.title'))}
        <fieldset class="segment gap-b"><legend class="visually-hidden">${t('app.invite.bar')}</legend>${this.#side(false, 'app.invite.mine')}${this.#side(true, 'app.join.title')}</fieldset>
        ${this.#joins ? this.#join() : this.app.room.relays.length ? this.#invite() : this.#noRelay()}
      </div>`,
    });
  }

  /** @param {boolean} joins @param {string} words */
  #side(joins, words) {
    return html`<label><input type="radio" name="way" .checked=${joins === this.#joins} @change=${() => this.#turn(joins)}><span>${t(words)}</span></label>`;
  }

  /** @param {boolean} joins */
  #turn(joins) {
    this.#joins = joins;
    this.app.draw();
  }

  #noRelay() {
    return html`<section class="card stack">
      <p class="muted">${t('app.invite.no_relay')}</p>
      <div class="actions"><button class="btn btn--primary" type="button" @click=${() => this.app.go('relay')}>${t('app.relay.add')}</button></div>
    </section>`;
  }

  #invite() {
    return html`<section class="card stack">
      ${this.#made ? this.#shown() : this.#making()}
      ${this.#open.length
        ? html`<hr class="rule"><h3 class="subheading">${t('app.invite.open')}</h3><ul class="list">${this.#open.map((one) => this.#waiting(one))}</ul>`
        : nothing}
    </section>`;
  }

  #making() {
    return html`<form class="stack" @submit=${(/** @type {Event} */ event) => this.#make(event)}>
      <div class="field">
        <label class="field__label" for="as">${t('app.invite.as')}</label>
        <input class="input" id="as" name="as" maxlength="64" autocomplete="off" aria-describedby="as-hint">
        <p class="field__hint" id="as-hint">${t('app.invite.as.hint')}</p>
      </div>
      <div class="actions"><button class="btn btn--primary" type="submit">${t('app.invite.make')}</button></div>
    </form>`;
  }

  #shown() {
    const made = /** @type {Json} */ (this.#made);
    return html`<div class="invite">
        <div class="stack grow">
          <div class="field"><label class="field__label" for="link">${t('app.invite.link')}</label><input class="input input--code" id="link" readonly .value=${made.link}></div>
          <div class="actions"><button class="btn btn--primary" type="button" @click=${() => this.#copy()}>${icon(this.#copied ? 'check' : 'copy')}${t(this.#copied ? 'app.copied' : 'app.invite.copy')}</button></div>
          <p class="small muted">${t('app.invite.once', { day: weekdayDate(made.expires) })}</p>
        </div>
        <svg class="qr" viewBox="0 0 ${this.#qr.size} ${this.#qr.size}" role="img" aria-label=${t('app.invite.qr')} shape-rendering="crispEdges"><path d=${this.#qr.path}></path></svg>
      </div>
      <p class="small muted">${t('app.invite.trusted_way')}</p>
      <hr class="rule">
      ${this.#steps()}
      ${this.#arrived ? nothing : html`<button class="btn btn--quiet btn--s flush" type="button" @click=${() => this.#withdraw(made.id)}>${t('app.invite.withdraw')}</button>`}`;
  }

  #steps() {
    const arrived = this.#arrived;
    const ready = arrived?.state === 'active';
    return html`<ol class="steps" aria-label=${t('app.invite.where')} aria-live="polite">
        ${step(1, arrived ? 'is-done' : 'is-now', t('app.invite.step.waiting'), t(arrived ? 'app.invite.step.opened' : 'app.invite.step.nobody'))}
        ${step(2, ready ? 'is-done' : arrived ? 'is-now' : '', t('app.invite.step.arrived'))}
        ${step(3, ready ? 'is-now' : '', t('app.invite.step.compare'))}
      </ol>
      ${ready ? html`<div class="actions"><button class="btn btn--primary" type="button" @click=${() => this.app.go('six_words', { buddy: arrived?.id })}>${t('app.notice.compare')}</button></div>` : nothing}`;
  }

  /** @param {Json} one */
  #waiting(one) {
    return html`<li class="between"><span class="small">${one.as || t('app.invite.unnamed')} <span class="muted">· ${t('app.invite.until', { day: weekdayDate(one.expires) })}</span></span><button class="btn btn--quiet btn--s" type="button" @click=${() => this.#withdraw(one.id)}>${t('app.invite.withdraw_short')}</button></li>`;
  }

  #join() {
    const joined = this.#made ? undefined : this.#arrived;
    const ready = joined?.state === 'active';
    return html`<section class="card stack">
      <form class="stack" @submit=${(/** @type {Event} */ event) => this.#take(event)} @paste=${(/** @type {ClipboardEvent} */ event) => this.#bring(event, event.clipboardData)}
        @dragover=${(/** @type {Event} */ event) => event.preventDefault()} @drop=${(/** @type {DragEvent} */ event) => this.#bring(event, event.dataTransfer)}>
        <div class="field"><label class="field__label" for="paste">${t('app.join.paste')}</label>
          <textarea class="input input--code" id="paste" rows="3" placeholder="sotto:…" spellcheck="false" aria-describedby="paste-hint" .value=${this.#link} @input=${(/** @type {InputEvent} */ event) => this.#pasted(event)}></textarea>
          <p class="field__hint" id="paste-hint">${t('app.join.paste.hint')}</p></div>
        <div role="alert">${this.#unread ? html`<p class="wrong">${icon('alert', 'icon--s')}${t('app.join.no_code')}</p>` : nothing}</div>
        <div class="actions"><button class="btn ${this.#link ? 'btn--primary' : ''}" type="submit" aria-disabled=${this.#link ? nothing : 'true'}>${t('app.join.act')}</button>
          <label class="btn btn--quiet btn--file">${t('app.join.picture')}<input class="visually-hidden" type="file" accept="image/*" @change=${(/** @type {Event} */ event) => this.#choose(event)}></label></div>
      </form>
      ${joined ? html`<hr class="rule">
      <ol class="steps" aria-live="polite">
        ${step(1, ready ? 'is-done' : 'is-now', t('app.join.knocking'), t('app.join.knocking.text'))}
        ${step(2, ready ? 'is-now' : '', t('app.invite.step.compare'))}
      </ol>` : nothing}
      ${ready ? html`<div class="actions"><button class="btn btn--primary" type="button" @click=${() => this.app.go('six_words', { buddy: joined.id })}>${t('app.notice.compare')}</button></div>` : nothing}
    </section>`;
  }

  /** A picture that was pasted or dropped; words go the ordinary way. @param {Event} event @param {DataTransfer | null} from */
  #bring(event, from) {
    const picture = pictureIn(from);
    if (!picture && event.type === 'paste') return;
    event.preventDefault();
    if (picture) this.#look(picture);
  }

  /** @param {Event} event */
  #choose(event) {
    const picture = /** @type {HTMLInputElement} */ (event.currentTarget).files?.[0];
    if (picture) this.#look(picture);
  }

  /** @param {Blob} picture */
  async #look(picture) {
    const link = await invitationIn(picture);
    this.#unread = !link;
    if (link) this.#link = link;
    this.app.draw();
  }

  /** @param {InputEvent} event */
  #pasted(event) {
    this.#link = /** @type {HTMLTextAreaElement} */ (event.currentTarget).value.trim();
    this.#unread = false;
    this.app.draw();
  }

  /** @param {Event} event */
  async #make(event) {
    event.preventDefault();
    const as = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('as') ?? '').trim();
    await this.app.attempt(async () => {
      this.#made = await call('invite.create', as ? { as } : {});
      this.#qr = /** @type {any} */ (await call('qr', { text: this.#made.link }));
    });
    const field = document.getElementById('link');
    field?.focus();
    if (field instanceof HTMLInputElement) [field.selectionEnd, field.scrollLeft] = [0, 0]; // its beginning is shown
  }

  #copy() {
    const field = /** @type {HTMLInputElement} */ (document.getElementById('link'));
    field.select();
    this.#copied = document.execCommand('copy');
    this.app.announce(t('app.copied'));
  }

  /** @param {string} id */
  async #withdraw(id) {
    await this.app.attempt(async () => {
      await call('invite.revoke', { id });
      if (this.#made?.id === id) this.#made = null;
      await this.#reread();
    });
  }

  /** @param {Event} event */
  async #take(event) {
    event.preventDefault();
    if (!this.#link) return;
    await this.app.attempt(async () => {
      await call('join', { link: this.#link });
      this.#link = '';
      await this.app.room.refresh('buddies', 'relays');
    });
  }
}
