// One's own view of a question: a choice, how sure, and why. What is sealed here cannot be changed.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { CheckedText } from './checked_text.js';

/** @typedef {import('../rpc.js').Json} Json */

export class ViewFields {
  #choice = -1;
  #sure = 0;

  /** @param {import('../app.js').App} app @param {() => Json} params of the check */
  constructor(app, params) {
    this.why = new CheckedText(app, { id: 'why', max: 1100, rows: 2, params });
  }

  /** The number of the option, -1 before one is chosen. */
  get choice() {
    return this.#choice;
  }
  get sure() {
    return this.#sure;
  }

  /** @param {[number, string][]} options by their number @param {number} scale 0: how sure is not asked */
  view(options, scale) {
    const steps = Array.from({ length: scale }, (_, n) => n + 1);
    return html`<fieldset class="stack-2"><legend class="field__label gap-b">${t('app.opinion.view')}</legend>
        ${options.map(([n, words]) => html`<label class="choice"><input type="radio" name="choice" value=${n} required ?checked=${n === this.#choice} @change=${() => (this.#choice = n)}><span dir="auto">${words}</span></label>`)}</fieldset>
      ${scale
        ? html`<fieldset><legend class="field__label gap-b">${t('app.opinion.sure')}</legend>
            <div class="cluster"><div class="segment segment--wrap">${steps.map((n) => html`<label><input type="radio" name="sure" value=${n} required ?checked=${n === this.#sure} @change=${() => (this.#sure = n)}><span>${n}</span></label>`)}</div><span class="small muted">${t('app.opinion.sure.ends', { n: scale })}</span></div></fieldset>`
        : nothing}
      ${this.why.view({ label: t('app.opinion.why') })}`;
  }
}
