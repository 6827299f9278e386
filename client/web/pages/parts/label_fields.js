// Choosing a promise: three to choose from, and for "act" what exactly, with whom, and until when.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { label } from './label.js';
import { whenField } from './when_field.js';

/** @typedef {import('../rpc.js').Json} Json */

export class LabelFields {
  #label = 'vault';
  #how = 'influence';
  #what = '';
  #whom = '';
  #until = '';

  /** @param {() => void} changed @param {string} [start] */
  constructor(changed, start = 'vault') {
    this.changed = changed;
    this.#label = start;
  }

  get terms() {
    return { label: this.#label, how: this.#how };
  }
  /** As the engine takes it. @returns {Json} */
  get params() {
    if (this.#label !== 'act') return { label: this.#label };
    return { label: 'act', step_in: this.#how === 'step-in', what: this.#what, with: this.#whom, until: this.#until };
  }

  /**
   * @param {string} name the other's @param {string[]} [offered]
   * @param {boolean} [mine] it is I who would promise
   */
  view(name, offered = ['vault', 'think', 'act'], mine = false) {
    const who = mine ? 'mine' : 'means';
    return html`<fieldset class="stack-2"><legend class="field__label gap-b">${t(mine ? 'app.label.choose.mine' : 'app.label.choose', { name })}</legend>
      ${offered.map((one) => html`<label class="choice"><input type="radio" name="label" value=${one} ?checked=${one === this.#label} @change=${() => this.#choose(one)}><span>${label({ label: one, how: this.#how })}<br><span class="small muted">${t(`app.label.${one}.${who}`, { name })}</span></span></label>`)}
      ${this.#label === 'act' ? this.#scope(mine ? t('app.label.you') : name) : nothing}
    </fieldset>`;
  }

  /** @param {string} name */
  #scope(name) {
    /** @param {string} id @param {(text: string) => void} take @param {string} value */
    const field = (id, take, value) => html`<div class="field"><label class="field__label" for="act-${id}">${t(`app.label.act.${id}`, { name })}</label><input class="input" id="act-${id}" maxlength="280" required .value=${value} @input=${(/** @type {InputEvent} */ event) => take(/** @type {HTMLInputElement} */ (event.currentTarget).value)}></div>`;
    return html`<div class="stack indent">
      <div class="segment segment--wrap">${['influence', 'step-in'].map((how) => html`<label><input type="radio" name="how" value=${how} ?checked=${how === this.#how} @change=${() => this.#do(how)}><span>${t(`app.label.act.${how}`)}</span></label>`)}</div>
      ${field('what', (text) => (this.#what = text), this.#what)} ${field('with', (text) => (this.#whom = text), this.#whom)}
      ${whenField({ id: 'act-until', label: t('app.label.act.until'), required: true, at: this.#until, changed: (day) => (this.#until = day) })}
    </div>`;
  }

  /** @param {string} one */
  #choose(one) {
    this.#label = one;
    this.changed();
  }
  /** @param {string} how */
  #do(how) {
    this.#how = how;
    this.changed();
  }
}
