// A text that somebody else will read, with the check's word under it while it is written.
import { html } from '../lit.js';
import { call } from '../rpc.js';
import { t } from '../words.js';
import { icon } from './icon.js';
import { Think } from './think.js';

/** @typedef {import('../rpc.js').Json} Json */

const pause = 400; // milliseconds without a key
const quiet = ['clear', 'glance'];

export class CheckedText {
  text = '';
  /** @type {Json | null} */
  #report = null;
  #timer = 0;

  /**
   * @param {import('../app.js').App} app
   * @param {{id: string, max: number, rows?: number, params?: () => Json}} what
   */
  constructor(app, { id, max, rows = 3, params = () => ({}) }) {
    this.app = app;
    this.id = id;
    this.max = max;
    this.rows = rows;
    this.params = params;
  }

  /** @param {{label: string, placeholder?: string, first?: boolean}} words */
  view({ label, placeholder = '', first = false }) {
    const hint = `${this.id}-hint`;
    return html`<div class="field"><label class="field__label" for=${this.id}>${label}</label>
      <textarea class="input input--short" id=${this.id} rows=${this.rows} maxlength=${this.max} dir="auto" aria-describedby=${hint} placeholder=${placeholder} ?data-first=${first} .value=${this.text} @input=${(/** @type {InputEvent} */ event) => this.#typed(event)}></textarea>
      <div id=${hint} aria-live="polite">${this.#hint()}</div></div>`;
  }

  #hint() {
    const verdict = this.#report?.verdict;
    if (!verdict) return html`<p class="field__hint">${t('app.share.checked')}</p>`;
    const kind = verdict === 'stop' ? 'chip--danger' : verdict === 'think' ? 'chip--caution' : 'chip--ok';
    return html`<p class="cluster field__hint"><span class="chip ${kind}">${icon(quiet.includes(verdict) ? 'check' : 'think')}${t(`app.check.verdict.${verdict}`)}</span>${t(`app.check.line.${verdict}`)}</p>`;
  }

  /** @param {InputEvent} event */
  #typed(event) {
    this.text = /** @type {HTMLTextAreaElement} */ (event.currentTarget).value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.look(), pause);
  }

  async look() {
    this.#report = this.text.trim() ? await call('check', { ...this.params(), text: this.text }) : null;
    this.app.draw();
  }

  /**
   * What has to be thought about before it leaves, or null.
   * @param {{name: string, go: string, send: (why: string) => void, back: () => void}} what
   * @returns {Promise<Think | null>}
   */
  async think({ name, go, send, back }) {
    this.stop();
    if (!this.text.trim()) return null;
    const report = await call('check', { ...this.params(), text: this.text });
    if (quiet.includes(report.verdict)) return null;
    /** @param {string} text */
    const change = (text) => void (this.text = text);
    const accepted = (/** @type {string} */ text, /** @type {string} */ why) => (change(text), send(why));
    return new Think(this.app, { text: this.text, report, params: this.params(), name, go, send: accepted, change, back });
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
