// What one proposes: the country's cards, one's own duties, how long things are kept.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { opener } from './icon.js';

/** @typedef {import('../rpc.js').Json} Json */

export class AgreementForm {
  /**
   * @param {import('../app.js').App} app
   * @param {{packs: Json[], terms: Json | null, done: (wishes: Json) => void, leave: (() => void) | null}} what
   */
  constructor(app, { packs, terms, done, leave }) {
    this.app = app;
    this.packs = packs;
    this.terms = terms;
    this.done = done;
    this.leave = leave;
    this.pack = 'uk';
  }
  get counter() {
    return this.terms !== null;
  }

  /** @param {string} name */
  view(name) {
    const { terms } = this;
    return html`<form class="page page--read stack-5" @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)}>
      <div class="page__head page__head--s"><h2 class="title">${t(terms ? 'app.agreement.form.counter' : 'app.agreement.form.title', { name })}</h2></div>
      ${terms ? nothing : this.#country()}
      <div class="field"><label class="field__label" for="duty">${t('app.agreement.form.duty')}</label>
        <input class="input" id="duty" name="duty" maxlength="280" autocomplete="off" aria-describedby="duty-hint"><p class="field__hint" id="duty-hint">${t('app.agreement.form.duty.hint')}</p></div>
      <details ?open=${this.counter}>${opener(t('app.agreement.form.more'))}<div class="stack-5 gap-t">
      ${terms ? nothing : this.#addons()}
      <div class="field"><label class="field__label" for="cadence">${t('app.agreement.form.cadence')}</label>
        <input class="input" id="cadence" name="cadence" maxlength="280" autocomplete="off" .value=${terms?.cadence ?? ''} placeholder=${t('app.agreement.form.cadence.example')}></div>
      <div class="field"><label class="field__label" for="keep">${t('app.agreement.form.keep')}</label>
        <div class="cluster"><input class="input input--number" id="keep" name="keep" type="number" min="1" max="366" .value=${String(terms?.keep_days ?? 30)}><span>${t('app.agreement.form.keep.days')}</span></div></div>
      <label class="choice"><input type="checkbox" name="standing" ?checked=${Boolean(terms?.standing)}><span>${t('app.agreement.form.standing')}<br><span class="small muted">${t('app.agreement.form.standing.hint')}</span></span></label>
      <label class="choice"><input type="checkbox" name="learning" ?checked=${Boolean(terms?.learning)}><span>${t('app.agreement.form.learning')}<br><span class="small muted">${t('app.agreement.form.learning.hint')}</span></span></label>
      <label class="choice"><input type="checkbox" name="signed" ?checked=${terms?.proof === 'signed'}><span>${t('app.agreement.form.signed')}<br><span class="small muted">${t('app.agreement.form.signed.hint')}</span></span></label>
      </div></details>
      <div class="actions"><button class="btn btn--primary btn--l" type="submit">${t('app.agreement.form.offer', { name })}</button>
        ${this.leave ? html`<button class="btn btn--quiet btn--l" type="button" @click=${this.leave}>${t('app.cancel')}</button>` : nothing}</div>
    </form>`;
  }

  #country() {
    return html`<fieldset class="stack-2"><legend class="field__label gap-b">${t('app.agreement.form.country')}</legend>
      <div class="segment segment--wrap">${this.packs.map((pack) => html`<label><input type="radio" name="pack" value=${pack.code} ?checked=${pack.code === this.pack} @change=${() => this.#choose(pack.code)}><span>${pack.name}</span></label>`)}</div></fieldset>`;
  }

  #addons() {
    const addons = this.packs.find((pack) => pack.code === this.pack)?.cards.filter((/** @type {Json} */ card) => card.addon) ?? [];
    if (!addons.length) return nothing;
    return html`<fieldset class="stack-2"><legend class="field__label">${t('app.agreement.form.addons')}</legend>
      ${addons.map((/** @type {Json} */ card) => html`<label class="choice choice--bare"><input type="checkbox" name="with" value=${card.code}><span>${card.title}</span></label>`)}</fieldset>`;
  }

  /** @param {string} code */
  #choose(code) {
    this.pack = code;
    this.app.draw();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? '').trim();
    /** @type {Json} */
    const wishes = { keep_days: Number(text('keep')) || 30, learning: form.has('learning'), standing_open: form.has('standing') ? 3 : 0, standing_days: 30, proof: form.has('signed') ? 'signed' : 'recorded' };
    if (!this.terms) Object.assign(wishes, { pack: this.pack, with: form.getAll('with').map(String) });
    if (text('duty')) wishes.duties = [text('duty')];
    if (text('cadence')) wishes.cadence = text('cadence');
    this.done(wishes);
  }
}
