// Sharing something of a case: with whom, under which promise, and a look at it before it goes. What is sent first is the
// offer; the words stay here until the other has accepted the label.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { carveOuts } from '../parts/carve_outs.js';
import { face, icon } from '../parts/icon.js';
import { label } from '../parts/label.js';
import { head, pane } from '../parts/pane.js';
import { LabelFields } from '../parts/label_fields.js';
import { Think } from '../parts/think.js';
import { timesOnly } from '../parts/times_only.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const pause = 400; // milliseconds without a key

export class Share extends Screen {
  #buddy = String(this.params.buddy ?? '');
  #case = String(this.params.case ?? '');
  #text = '';
  #nickname = '';
  #fields = new LabelFields(() => this.app.draw());
  /** @type {Json | null} */
  #report = null;
  /** @type {Think | null} */
  #think = null;
  #timer = 0;

  get place() {
    return this.params.case ? `case:${this.params.case}` : `buddy:${this.#buddy}`;
  }
  get #cases() {
    return this.app.room.cases.filter((one) => one.state === 'open');
  }
  get #people() {
    return this.app.room.buddies.filter((one) => ['active', 'review_due'].includes(this.app.room.agreements.get(one.id)?.state));
  }
  get #agreement() {
    return this.app.room.agreements.get(this.#buddy);
  }
  get #name() {
    return this.app.room.nameOf(this.#buddy);
  }

  async enter() {
    this.#case ||= this.#cases[0]?.id ?? '';
    this.#buddy ||= this.#people[0]?.id ?? '';
  }
  leave() {
    clearTimeout(this.#timer);
  }

  view() {
    const one = this.#cases.find((each) => each.id === this.#case);
    const ready = this.#people.some((each) => each.id === this.#buddy);
    return pane(this.app, {
      title: t('app.share.bar', { name: this.#name }),
      line: one ? t('app.share.case', { name: one.nickname }) : nothing,
      face: this.#buddy ? face(this.#name) : nothing,
      tools: label(this.#fields.terms),
      kind: this.#think ? 'check-body' : '',
      body: !this.app.room.casework ? timesOnly(this.app) : this.#think ? this.#think.view() : !ready ? this.#notYet() : this.#form(),
    });
  }

  #notYet() {
    return html`<div class="page page--read">${head(t('app.share.not_yet', { name: this.#name }), t('app.share.not_yet.text'))}
      <button class="btn btn--primary" type="button" @click=${() => this.app.go('agreement', { buddy: this.#buddy })}>${t('app.empty.agreement.act')}</button></div>`;
  }

  /** The first case is opened on the way: a nickname is all that it needs. */
  #newCase() {
    return html`<div class="field"><label class="field__label" for="nickname">${t('app.share.nickname')}</label>
      <input class="input" id="nickname" maxlength="60" required autocomplete="off" aria-describedby="nickname-hint" .value=${this.#nickname} @input=${(/** @type {InputEvent} */ event) => (this.#nickname = /** @type {HTMLInputElement} */ (event.currentTarget).value)}>
      <p class="field__hint" id="nickname-hint">${t('app.case.nickname.hint')}</p></div>`;
  }

  #form() {
    return html`<form class="page page--read stack-6" @submit=${(/** @type {Event} */ event) => this.#offer(event)}>
      ${head(t('app.share.title'), t('app.share.lead', { name: this.#name }))}
      <div class="split split--2">
        ${this.params.buddy ? nothing : this.#select('buddy', t('app.share.who'), this.#people.map((one) => [one.id, one.name]), this.#buddy, (id) => (this.#buddy = id))}
        ${this.#cases.length ? this.#select('case', t('app.share.which'), this.#cases.map((one) => [one.id, one.nickname]), this.#case, (id) => (this.#case = id)) : this.#newCase()}
      </div>
      ${this.#fields.view(this.#name)}
      <div class="field"><label class="field__label" for="text">${t('app.share.text')}</label>
        <textarea class="input draft-input" id="text" rows="6" maxlength="57344" dir="auto" aria-describedby="text-hint" .value=${this.#text} @input=${(/** @type {InputEvent} */ event) => this.#typed(event)}></textarea>
        <div id="text-hint" aria-live="polite">${this.#hint()}</div></div>
      ${this.#limits()}
      <div class="actions"><button class="btn btn--primary btn--l" type="submit">${t('app.share.offer')}</button><span class="small muted grow">${t('app.share.then', { name: this.#name, n: this.#agreement?.terms?.keep_days ?? 30 })}</span></div>
    </form>`;
  }

  /** What the other cannot promise, before it goes; they are shown theirs before they take it. */
  #limits() {
    const list = carveOuts(this.#agreement);
    if (list === nothing) return nothing;
    return banner({ kind: 'accent', sign: 'info', words: html`<span class="strong">${t('app.share.cannot', { name: this.#name })}</span>${list}` });
  }

  /** @param {string} id @param {string} words @param {[string, string][]} options @param {string} value @param {(id: string) => void} chosen */
  #select(id, words, options, value, chosen) {
    return html`<div class="field"><label class="field__label" for=${id}>${words}</label>
      <select class="input" id=${id} @change=${(/** @type {Event} */ event) => this.#chose(event, chosen)}>${options.map(([key, name]) => html`<option value=${key} ?selected=${key === value}>${name}</option>`)}</select></div>`;
  }

  /** @param {Event} event @param {(id: string) => void} chosen */
  #chose(event, chosen) {
    chosen(/** @type {HTMLSelectElement} */ (event.currentTarget).value);
    this.#look();
    this.app.draw();
  }

  #hint() {
    const verdict = this.#report?.verdict;
    if (!verdict) return html`<p class="field__hint">${t('app.share.checked')}</p>`;
    const kind = verdict === 'stop' ? 'chip--danger' : verdict === 'think' ? 'chip--caution' : 'chip--ok';
    return html`<p class="cluster field__hint"><span class="chip ${kind}">${icon(verdict === 'clear' || verdict === 'glance' ? 'check' : 'think')}${t(`app.check.verdict.${verdict}`)}</span>${t(`app.check.line.${verdict}`, { n: this.#report?.findings.length ?? 0 })}</p>`;
  }

  /** @param {InputEvent} event */
  #typed(event) {
    this.#text = /** @type {HTMLTextAreaElement} */ (event.currentTarget).value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#look(), pause);
  }

  get #checkParams() {
    return this.#case ? { case: this.#case } : {};
  }

  async #look() {
    this.#report = this.#text.trim() ? await call('check', { ...this.#checkParams, text: this.#text }) : null;
    this.app.draw();
  }

  /** @param {Event} event */
  async #offer(event) {
    event.preventDefault();
    clearTimeout(this.#timer);
    if (!this.#text.trim()) return document.getElementById('text')?.focus();
    await this.app.attempt(async () => {
      if (!this.#case) this.#case = (await call('case.new', { nickname: this.#nickname.trim() })).case.id;
      const report = await call('check', { ...this.#checkParams, text: this.#text });
      if (report.verdict === 'clear' || report.verdict === 'glance') return this.#send(this.#text, '');
      this.#think = new Think(this.app, {
        text: this.#text,
        report,
        params: this.#checkParams,
        name: this.#name,
        send: (text, why) => void this.app.attempt(() => this.#send(text, why)),
        change: (text) => (this.#text = text),
        back: () => this.#back(),
      });
      this.app.drawNow();
      document.getElementById('think')?.focus();
    });
  }

  #back() {
    this.#think = null;
    this.#look();
  }

  /** @param {string} text @param {string} why */
  async #send(text, why) {
    const shared = await call('share', { buddy: this.#buddy, case: this.#case, text, ...this.#fields.params, ...(why ? { despite: why } : {}) });
    this.app.announce(t('app.share.offered', { name: this.#name }));
    await this.app.room.refresh('cases');
    await this.app.go('exchange', { id: shared.exchange, hint: shared.hint });
  }
}
