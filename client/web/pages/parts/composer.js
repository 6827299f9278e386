// Where one writes. What is typed stays the browser's until it is sent: no key press draws the page again.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { icon } from './icon.js';

const pause = 400; // milliseconds without a key after which the check looks

export class Composer {
  #timer = 0;

  /**
   * @param {{id: string, send: (text: string) => Promise<boolean>, look?: (text: string) => void, tray?: import('./tray.js').Tray}} what
   */
  constructor({ id, send, look = () => {}, tray }) {
    this.id = id;
    this.send = send;
    this.look = look;
    this.tray = tray;
  }

  /** @param {{label: string, placeholder: string, hint?: unknown, above?: unknown, disabled?: boolean}} what */
  view({ label, placeholder, hint = nothing, above = nothing, disabled = false }) {
    return html`<form class="composer" @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
      ${above}${this.tray?.view() ?? nothing}
      <div class="composer__box">
        ${this.tray ? this.#clip(disabled) : nothing}
        <textarea id=${this.id} rows="1" maxlength="57344" aria-label=${label} placeholder=${placeholder} ?disabled=${disabled} data-first dir="auto"
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event)} @input=${() => this.#typed()} @paste=${(/** @type {ClipboardEvent} */ event) => this.take(event, event.clipboardData)}></textarea>
        <button class="btn btn--primary btn--icon composer__send" type="submit" aria-label=${t('app.send')} ?disabled=${disabled}>${icon('send')}</button>
      </div>
      ${hint}
    </form>`;
  }

  /** @param {boolean} disabled */
  #clip(disabled) {
    return html`<label class="btn btn--icon composer__clip" title=${t('app.file.add')}>${icon('clip')}<span class="visually-hidden">${t('app.file.add')}</span>
      <input class="visually-hidden" type="file" multiple ?disabled=${disabled} @change=${(/** @type {Event} */ event) => this.#picked(/** @type {HTMLInputElement} */ (event.currentTarget))}></label>`;
  }

  /** @param {HTMLInputElement} input */
  #picked(input) {
    this.tray?.add(input.files ?? []);
    input.value = '';
    this.field?.focus();
  }

  /** Files that were pasted or dropped; words go their usual way. @param {Event} event @param {DataTransfer | null} given */
  take(event, given) {
    if (!this.tray || !given?.files.length || this.field?.disabled) return;
    event.preventDefault();
    this.tray.add(given.files);
    this.field?.focus();
  }

  get field() {
    return /** @type {HTMLTextAreaElement | null} */ (document.getElementById(this.id));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit(event);
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.look(this.field?.value ?? ''), pause);
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const field = this.field;
    const text = field?.value.trim() ?? '';
    if (!field || (!text && !this.tray?.filled)) return;
    clearTimeout(this.#timer); // it would look at the empty field while these words are on their way
    field.value = '';
    if (!(await this.send(text)) && !field.value) field.value = text;
    this.look(field.value);
  }

  /** @param {string} text */
  put(text) {
    const { field } = this;
    if (!field) return;
    field.value = text;
    this.#typed();
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
