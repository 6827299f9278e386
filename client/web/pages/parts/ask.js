// One question before something that cannot be taken back, in a dialog that keeps the keyboard inside.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {unknown} text
 * @property {string} [yes] the word on the button that does it
 * @property {{words: string, act: () => void}[]} [choices] instead of yes: several things, one below the other
 * @property {string} [no]
 * @property {boolean} [danger]
 * @property {string} [typed] a word that has to be typed first
 * @property {string} [typedLabel]
 */

export class Ask {
  /** @type {Question | null} */
  #question = null;
  /** @type {(yes: boolean) => void} */
  #answer = () => {};
  #typed = '';
  /** Where the keyboard was, and is again when nothing else has taken it. @type {Element | null} */
  #from = null;

  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app;
  }

  /** @param {Question} question @returns {Promise<boolean>} */
  put(question) {
    this.#question = question;
    this.#typed = '';
    this.#from = document.activeElement;
    this.app.draw();
    return new Promise((done) => (this.#answer = done));
  }

  drop() {
    if (this.#question) this.#close(false);
  }

  /** @param {boolean} yes */
  #close(yes) {
    this.#question = null;
    this.#answer(yes);
    this.app.drawNow();
    if (this.#from instanceof HTMLElement && document.activeElement === document.body) this.#from.focus();
  }

  /** @param {() => void} act */
  pick(act) {
    this.#close(true);
    act();
  }

  show() {
    const dialog = document.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  view() {
    const question = this.#question;
    if (!question) return nothing;
    const ready = !question.typed || this.#typed.trim() === question.typed;
    return html`<dialog class="dialog stack ${question.choices ? 'dialog--menu' : ''}" aria-labelledby="ask-title" @cancel=${() => this.#close(false)}>
      <h2 class="heading" id="ask-title">${question.title}</h2>
      <div class="muted">${question.text}</div>
      ${question.typed
        ? html`<div class="field">
            <label class="field__label" for="ask-typed">${question.typedLabel}</label>
            <input class="input" id="ask-typed" autocomplete="off" @input=${(/** @type {InputEvent} */ event) => this.#type(event)}>
          </div>`
        : nothing}
      ${question.choices?.length ? html`<ul class="choices">${question.choices.map((choice) => html`<li><button class="row" type="button" @click=${() => this.pick(choice.act)}>${choice.words}</button></li>`)}</ul>` : nothing}
      <div class="actions">
        ${question.yes ? html`<button class="btn ${question.danger ? 'btn--danger' : 'btn--primary'}" type="button" aria-disabled=${ready ? nothing : 'true'} @click=${() => ready && this.#close(true)}>${question.yes}</button>` : nothing}
        <button class="btn btn--quiet ${question.yes ? '' : 'flush'}" type="button" @click=${() => this.#close(false)}>${question.no ?? t('app.cancel')}</button>
      </div>
    </dialog>`;
  }

  /** @param {InputEvent} event */
  #type(event) {
    this.#typed = /** @type {HTMLInputElement} */ (event.currentTarget).value;
    this.app.draw();
  }
}
