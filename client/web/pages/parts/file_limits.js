// What buddies' files may do here: how large one may be to come without a question, and how much room they have.
import { html } from '../lit.js';
import { call } from '../rpc.js';
import { t } from '../words.js';

const limits = [
  { key: 'files.ask_above', words: 'app.files.ask', hint: 'files-ask' },
  { key: 'files.quota', words: 'app.files.all', hint: 'files-room' },
  { key: 'files.buddy_quota', words: 'app.files.buddy', hint: 'files-room' },
];
const most = 1_000_000; // mebibytes; the engine holds to it, too

export class FileLimits {
  #saved = false;

  /** @param {import('../app.js').App} app @param {Record<string, string>} config what is set now; changes are noted in it */
  constructor(app, config) {
    this.app = app;
    this.config = config;
  }

  view() {
    const hint = (/** @type {string} */ id, /** @type {string} */ words) => html`<p class="field__hint" id=${id}>${t(words)}</p>`;
    return html`<form class="stack" aria-labelledby="files" @submit=${(/** @type {SubmitEvent} */ event) => this.#save(event)} @input=${() => this.#typing()}>
      <h3 class="subheading" id="files">${t('app.files')}</h3>
      ${limits.map((one) => html`<div class="field"><label class="field__label" for=${one.key}>${t(one.words)}</label>
        <div class="cluster"><input class="input input--number" id=${one.key} name=${one.key} type="number" min="0" max=${most} required aria-describedby=${one.hint} .value=${this.config[one.key] ?? ''}><span>${t('app.files.unit')}</span></div>
        ${one.key === 'files.ask_above' ? hint('files-ask', 'app.files.ask.hint') : one.key === 'files.buddy_quota' ? hint('files-room', 'app.files.room') : ''}</div>`)}
      <div class="actions"><button class="btn btn--s" type="submit" aria-label=${`${t('app.save')}: ${t('app.files')}`}>${t('app.save')}</button><span class="small muted" role="status">${this.#saved ? t('app.files.saved') : ''}</span></div>
    </form>`;
  }

  #typing() {
    if (!this.#saved) return;
    this.#saved = false;
    this.app.draw();
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    this.#saved = await this.app.attempt(async () => {
      for (const { key } of limits) {
        const value = String(form.get(key));
        if (value === this.config[key]) continue;
        await call('config.set', { key, value });
        this.config[key] = value;
      }
    });
    this.app.draw();
  }
}
