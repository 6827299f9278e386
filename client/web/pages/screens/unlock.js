// The closed room: no name, no count, one field.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { icon, opener } from '../parts/icon.js';
import { everyday } from '../parts/everyday.js';
import { passphrase } from '../parts/passphrase.js';
import { closedRoom } from '../parts/scene.js';
import { enter } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

export class Unlock extends Screen {
  #shown = false;
  #typed = '';
  #busy = false;

  get alone() {
    return true;
  }

  view() {
    return html`<main class="solo unlock" id="main">
      <div class="sheet stack-5">
        ${closedRoom(t('app.scene.closed'))}
        ${this.params.warning || this.params.used ? banner({ kind: 'caution', sign: 'alert', words: this.params.warning || t('app.unlock.used') }) : nothing}
        <form class="card card--open stack" @submit=${(/** @type {Event} */ event) => this.#unlock(event)}>
          <h1 class="title" id="where" tabindex="-1">${t('app.unlock.title')}</h1>
          <div class="field">
            <label class="field__label" for="passphrase">${t('app.passphrase')}</label>
            ${passphrase({ id: 'passphrase', name: 'passphrase', complete: 'current-password', shown: this.#shown, first: true, value: this.#typed, described: 'unlock-problem', toggle: () => this.#toggle(), typed: (text) => (this.#typed = text) })}
            <div id="unlock-problem" role="alert">${this.app.problem ? html`<p class="wrong">${icon('alert', 'icon--s')}${this.app.problem}</p>` : nothing}</div>
          </div>
          <button class="btn btn--primary btn--l btn--wide" type="submit" aria-disabled=${this.#busy ? 'true' : nothing}>${t(this.#busy ? 'app.unlock.busy' : 'app.unlock.act')}</button>
          <details>${opener(t('app.unlock.what'))}<p class="small muted">${t('app.unlock.what.text')}</p></details>
        </form>
        ${everyday(this.app)}<p class="faint centre">${t('app.unlock.hint')}</p>
      </div>
    </main>`;
  }

  #toggle() {
    this.#shown = !this.#shown;
    this.app.draw();
  }

  /** @param {Event} event */
  async #unlock(event) {
    event.preventDefault();
    if (this.#busy || !this.#typed) return;
    this.#busy = true;
    this.app.drawNow();
    const opened = await this.app.attempt(() => enter({ passphrase: this.#typed }));
    this.#busy = false;
    this.#typed = '';
    if (opened) await this.app.arrive();
    else document.getElementById('passphrase')?.focus();
    this.app.draw();
  }
}
