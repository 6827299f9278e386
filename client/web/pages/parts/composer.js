// Where one writes. What is typed stays the browser's until it is sent: no key press draws the page again.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { icon } from './icon.js';

const pause = 400; // milliseconds without a key after which the check looks

export class Composer {
  #timer = 0;

  /**
   * @param {{id: string, send: (text: string) => Promise<boolean>, look?: (text: string) => void}} what
   */
  constructor({ id, send, look = () => {} }) {
    this.id = id;
    this.send = send;
    this.look = look;
  }

  /** @param {{label: string, placeholder: string, hint?: unknown, above?: unknown, disabled?: boolean}} what */
  view({ label, placeholder, hint = nothing, above = nothing, disabled = false }) {
    return html`<form class="composer" @submit=${(/** @type {Event} */ event) => this.#submit(event)}>
      ${above}
      <div class="composer__box">
        <textarea id=${this.id} rows="1" maxlength="57344" aria-label=${label} placeholder=${placeholder} ?disabled=${disabled} data-first dir="auto"
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event)} @input=${() => this.#typed()}></textarea>
        <button class="btn btn--primary btn--icon composer__send" type="submit" aria-label=${t('app.send')} ?disabled=${disabled}>${icon('send')}</button>
      </div>
      ${hint}
    </form>`;
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
    if (!field || !text) return;
    field.value = '';
    if (!(await this.send(text)) && !field.value) field.value = text;
    this.look(field.value);
  }

  /** @param {string} text */
  put(text) {
    const { field } = this;
    if (!field) return;
    field.value = text;
    field.focus();
    this.#typed();
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
