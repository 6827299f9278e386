// Asking for a second opinion. Whoever asks seals first: the own view is part of the question's first message, closed.
import { html, nothing } from '../lit.js';
import { CheckedText } from '../parts/checked_text.js';
import { face, icon } from '../parts/icon.js';
import { label } from '../parts/label.js';
import { head, pane } from '../parts/pane.js';
import { ViewFields } from '../parts/view_fields.js';
import { whenField } from '../parts/when_field.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';
import { topics } from './new_case.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {import('../parts/think.js').Think} Think */

const mostOptions = 4; // the fifth is always "not enough information"
const scale = 5;

/** Two days on, at six: as a field of this browser's time zone says it. */
function usualDeadline() {
  const at = new Date(Date.now() + 2 * 86_400_000);
  at.setHours(18, 0, 0, 0);
  return local(at);
}
/** @param {Date} at */
const local = (at) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

export class OpinionAsk extends Screen {
  #buddy = String(this.params.buddy ?? '');
  #case = String(this.params.case ?? '');
  #topic = 'conduct';
  #options = ['', ''];
  #scale = 0;
  #deadline = usualDeadline();
  #question = new CheckedText(this.app, { id: 'question', max: 1100, params: () => this.#checkParams });
  #view = new ViewFields(this.app, () => this.#checkParams);
  /** @type {Think | null} */
  #think = null;
  #despite = '';
  /** What was looked at and is to leave as it is. @type {Set<string>} */
  #passed = new Set();

  get place() {
    return this.params.case ? `case:${this.params.case}` : `buddy:${this.#buddy}`;
  }
  get #cases() {
    return this.app.room.cases.filter((one) => one.state !== 'closed');
  }
  get #people() {
    return this.app.room.buddies.filter((one) => ['active', 'review_due'].includes(this.app.room.agreements.get(one.id)?.state));
  }
  get #name() {
    return this.app.room.nameOf(this.#buddy);
  }
  get #checkParams() {
    return this.#case ? { case: this.#case } : {};
  }

  async enter() {
    const given = this.#case; // a case's id, or its reference as a session carries it
    this.#case = this.#cases.find((one) => one.id === given || one.ref === given)?.id ?? '';
    this.#buddy ||= this.#people[0]?.id ?? '';
  }
  leave() {
    this.#question.stop();
    this.#view.why.stop();
  }

  view() {
    const ready = this.#people.some((one) => one.id === this.#buddy);
    return pane(this.app, {
      title: t('app.opinion.bar'),
      line: t('app.opinion.sealed_line'),
      face: this.#buddy ? face(this.#name) : nothing,
      tools: label({ label: 'vault' }),
      kind: this.#think ? 'check-body' : '',
      body: this.#think ? this.#think.view() : ready ? this.#form() : this.#notYet(),
    });
  }

  #notYet() {
    return html`<div class="page page--read">${head(t('app.share.not_yet', { name: this.#name }), t('app.share.not_yet.text'))}
      <button class="btn btn--primary" type="button" @click=${() => this.app.go(this.#buddy ? 'agreement' : 'welcome', { buddy: this.#buddy })}>${t(this.#buddy ? 'app.empty.agreement.act' : 'app.back')}</button></div>`;
  }

  #form() {
    const name = this.#name;
    return html`<form class="page page--read stack-6" @submit=${(/** @type {Event} */ event) => this.#ask(event)}>
      ${head(t('app.opinion.ask', { name }), t('app.opinion.ask.lead'))}
      <div class="split split--2">
        ${this.params.buddy ? nothing : this.#select('buddy', t('app.opinion.whom'), this.#people.map((one) => [one.id, one.name]), this.#buddy, (id) => (this.#buddy = id))}
        ${this.#select('case', t('app.opinion.case'), [['', t('app.opinion.case.none')], .../** @type {[string, string][]} */ (this.#cases.map((one) => [one.id, one.nickname]))], this.#case, (id) => (this.#case = id))}
        ${this.#case ? nothing : this.#select('topic', t('app.case.topic'), topics.map((one) => [one, t(`app.topic.${one}`)]), this.#topic, (one) => (this.#topic = one))}
      </div>
      ${this.#question.view({ label: t('app.opinion.question'), placeholder: t('app.opinion.question.example'), first: true })}
      ${this.#choices()}
      <label class="choice choice--bare"><input type="checkbox" ?checked=${this.#scale > 0} @change=${() => this.#rate()}>${t('app.opinion.scale', { n: scale })}</label>
      ${whenField({ id: 'deadline', label: t('app.opinion.deadline'), hint: t('app.opinion.deadline.hint', { name }), hour: true, required: true, min: local(new Date()), max: local(new Date(Date.now() + 29 * 86_400_000)), at: this.#deadline, changed: (at) => (this.#deadline = at) })}
      <section class="card stack" aria-labelledby="mine"><div><h3 class="heading" id="mine">${t('app.opinion.mine')}</h3><p class="muted">${t('app.opinion.mine.text', { name })}</p></div>
        ${this.#view.view(this.#numbered, this.#scale)}</section>
      <div class="actions"><button class="btn btn--primary btn--l" type="submit">${icon('seal')}${t('app.opinion.seal_and_ask')}</button><span class="small muted grow">${t('app.opinion.after', { name })}</span></div>
    </form>`;
  }

  /** Choices are numbered as they stand; what is empty is asked of nobody. @returns {[number, string][]} */
  get #numbered() {
    const own = this.#options.map((words, n) => /** @type {[number, string]} */ ([n + 1, words.trim() || t('app.opinion.option', { n: n + 1 })]));
    return [...own, [0, t('app.opinion.not_enough')]];
  }

  #choices() {
    return html`<fieldset class="stack-2"><legend class="field__label gap-b">${t('app.opinion.options')}</legend>
      ${this.#options.map((words, n) => html`<div class="input-row"><input class="input" id=${`option-${n + 1}`} aria-label=${t('app.opinion.option', { n: n + 1 })} placeholder=${t(n % 2 ? 'app.opinion.option.pause' : 'app.opinion.option.go')} maxlength="120" ?required=${n === 0} autocomplete="off" dir="auto" .value=${words} @input=${(/** @type {InputEvent} */ event) => this.#nameOption(n, value(event))}>${n < 2 ? nothing : html`<button class="btn btn--icon" type="button" aria-label=${t('app.opinion.option.drop', { n: n + 1 })} @click=${() => this.#drop(n)}>${icon('close', 'icon--s')}</button>`}</div>`)}
      <div class="between between--wrap"><p class="field__hint">${t('app.opinion.options.hint')}</p>${this.#options.length < mostOptions ? html`<button class="btn btn--quiet btn--s flush-end" type="button" @click=${() => this.#add()}>${icon('plus', 'icon--s')}${t('app.opinion.option.add')}</button>` : nothing}</div></fieldset>`;
  }

  /** @param {string} id @param {string} words @param {[string, string][]} options @param {string} now @param {(id: string) => void} chosen */
  #select(id, words, options, now, chosen) {
    return html`<div class="field"><label class="field__label" for=${id}>${words}</label>
      <select class="input" id=${id} @change=${(/** @type {Event} */ event) => this.#chose(value(event), chosen)}>${options.map(([key, name]) => html`<option value=${key} ?selected=${key === now}>${name}</option>`)}</select></div>`;
  }

  /** @param {string} id @param {(id: string) => void} chosen */
  #chose(id, chosen) {
    chosen(id);
    this.#question.look();
  }
  /** @param {number} n @param {string} words */
  #nameOption(n, words) {
    this.#options[n] = words;
    this.app.draw();
  }
  #add() {
    this.#options.push('');
    this.app.draw();
  }
  /** @param {number} n */
  #drop(n) {
    this.#options.splice(n, 1);
    this.app.draw();
  }
  #rate() {
    this.#scale = this.#scale ? 0 : scale;
    this.app.draw();
  }

  // ---- what leaves ----
  /** @param {Event} [event] */
  async #ask(event) {
    event?.preventDefault();
    if (!this.#question.text.trim()) return document.getElementById('question')?.focus();
    const unnamed = this.#view.choice > 0 && !this.#options[this.#view.choice - 1]?.trim();
    if (unnamed) return document.getElementById(`option-${this.#view.choice}`)?.focus();
    await this.app.attempt(async () => {
      for (const text of [this.#question, this.#view.why]) {
        if (this.#passed.has(text.text)) continue;
        this.#think = await text.think({ name: this.#name, go: t('app.opinion.think.go'), send: (why) => this.#goOn(text, why), back: () => this.#back() });
        if (!this.#think) continue;
        this.app.drawNow();
        return void document.getElementById('think')?.focus();
      }
      await this.#seal();
    });
  }

  /** @param {CheckedText} text @param {string} why it leaves as it is, if it does */
  #goOn(text, why) {
    this.#passed.add(text.text);
    this.#despite ||= why;
    this.#think = null;
    this.#ask();
  }

  #back() {
    this.#think = null;
    this.app.draw();
  }

  async #seal() {
    // The engine leaves out what says the same as choice 0; the numbers have to stay the same on both sides.
    const always = t('app.opinion.not_enough').toLocaleLowerCase();
    const given = this.#options.map((words) => (words.trim().toLocaleLowerCase() === always ? '' : words.trim()));
    const options = given.filter(Boolean);
    const chosen = given[this.#view.choice - 1];
    const mine = chosen ? options.indexOf(chosen) + 1 : 0;
    const { opinion } = await call('opinion.open', {
      buddy: this.#buddy,
      question: this.#question.text.trim(),
      options,
      deadline: new Date(this.#deadline).toISOString().replace(/\.\d+Z$/, 'Z'),
      choice: mine,
      why: this.#view.why.text.trim(),
      ...(this.#scale ? { scale: this.#scale, sure: this.#view.sure } : {}),
      ...(this.#case ? { case: this.#case } : { topic: this.#topic }),
      ...(this.#despite ? { despite: this.#despite } : {}),
    });
    this.app.announce(t('app.opinion.asked', { name: this.#name }));
    await this.app.room.refresh('opinions');
    await this.app.go('opinion', { id: opinion.id });
  }
}

/** @param {Event} event */
const value = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.currentTarget).value;
