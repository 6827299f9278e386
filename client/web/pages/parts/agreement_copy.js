// A copy of what was agreed: signed, if both wanted one that can be shown to others; to sign on paper; and looking whether
// a copy is what two keys signed.
import { html, nothing } from '../lit.js';
import { call } from '../rpc.js';
import { longDate, t } from '../words.js';
import { banner } from './banner.js';
import { folderField, saving } from './folder.js';
import { icon, opener } from './icon.js';

/** @typedef {import('../rpc.js').Json} Json */

const most = 200_000; // bytes of a copy

export class AgreementCopy {
  #said = '';
  #good = false;

  /**
   * @param {import('../app.js').App} app @param {string} buddy
   * @param {() => void} suggest another version, signed
   */
  constructor(app, buddy, suggest) {
    this.app = app;
    this.buddy = buddy;
    this.suggest = suggest;
  }

  /** @param {Json} terms */
  view(terms) {
    const signed = terms.proof === 'signed';
    return html`<details>${opener(t('app.copy'))}<form class="stack gap-t" @submit=${(/** @type {SubmitEvent} */ event) => this.#save(event)}>
      <p class="small muted">${t(signed ? 'app.copy.signed' : 'app.copy.recorded')}</p>
      ${folderField()}
      <div class="actions">${signed ? html`<button class="btn" type="submit" value="signed">${t('app.copy.save_signed')}</button>` : html`<button class="btn" type="button" @click=${this.suggest}>${t('app.copy.suggest')}</button>`}
        <button class="btn" type="submit" value="paper">${icon('print', 'icon--s')}${t('app.copy.save_paper')}</button></div>
      <div class="field"><label class="field__label" for="copy">${t('app.copy.check')}</label><input class="input" id="copy" type="file" accept=".txt,text/plain" aria-describedby="copy-hint" @change=${(/** @type {Event} */ event) => this.#check(event)}><p class="field__hint" id="copy-hint">${t('app.copy.check.hint')}</p></div>
      <div aria-live="polite">${this.#said ? banner({ kind: this.#good ? 'ok' : 'caution', sign: this.#good ? 'check' : 'alert', words: this.#said }) : nothing}</div>
    </form></details>`;
  }

  /** @param {string} said @param {boolean} good */
  #tell(said, good) {
    this.#said = said;
    this.#good = good;
    this.app.draw();
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    const where = saving(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)));
    const paper = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value === 'paper';
    await this.app.attempt(async () => {
      const { file } = await call('agree.export', { buddy: this.buddy, paper, ...where });
      this.#tell(t('app.folder.written', { path: file }), true);
    });
  }

  /** @param {Event} event */
  async #check(event) {
    const [file] = /** @type {HTMLInputElement} */ (event.currentTarget).files ?? [];
    if (!file) return;
    if (file.size > most) return this.#tell(t('app.copy.too_long'), false);
    const text = await file.text();
    const answer = await call('agree.check_copy', { text }).catch((/** @type {Error} */ why) => why);
    if (answer instanceof Error) return this.#tell(answer.message, false);
    const days = answer.copy.signatures.map((/** @type {Json} */ one) => longDate(one.date));
    this.#tell(t('app.copy.whole', { n: answer.copy.version, first: days[0] ?? '', second: days[1] ?? '' }), true);
  }
}
