// Three things, about a minute: a name, a passphrase, the association's relay. Everything stays on this computer.
import { html, nothing } from '../lit.js';
import { icon, opener } from '../parts/icon.js';
import { everyday } from '../parts/everyday.js';
import { passphrase } from '../parts/passphrase.js';
import { litRoom } from '../parts/scene.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { rich, t } from '../words.js';

// Bits by zxcvbn; what is enough at all, the engine says.
const fairBits = 25;
const strongBits = 50;
const strengths = ['none', 'weak', 'fair', 'good', 'strong'];

export class FirstRun extends Screen {
  #name = '';
  #passphrase = '';
  #relay = '';
  #shown = true;
  #strength = 0;
  #busy = false;
  #made = false;

  get alone() {
    return true;
  }

  view() {
    return html`<main class="first" id="main">
      <section class="first__say">
        <span class="wordmark wordmark--l">Sotto</span>
        <div class="stack">
          <h1 class="title title--xl" id="where" tabindex="-1">${rich('app.first.title')}</h1>
          <p class="lead">${t('app.first.lead')}</p>
        </div>
        ${litRoom(t('app.scene.lit'))}
      </section>
      <form class="first__form stack-5" @submit=${(/** @type {Event} */ event) => this.#open(event)}>
        <div><h2 class="heading">${t('app.first.three')}</h2><p class="muted">${t('app.first.stay')}</p></div>
        <div class="field">
          <label class="field__label" for="name">${t('app.first.name')}</label>
          <input class="input" id="name" maxlength="64" autocomplete="nickname" aria-describedby="name-hint" data-first .value=${this.#name} @input=${(/** @type {InputEvent} */ event) => (this.#name = this.#text(event))}>
          <p class="field__hint" id="name-hint">${t('app.first.name.hint')}</p>
        </div>
        ${this.#passphraseField()}
        <div class="field">
          <label class="field__label" for="relay">${t('app.first.relay')}</label>
          <div class="input-wrap">${icon('link')}<input class="input input--code" id="relay" autocomplete="off" spellcheck="false" placeholder="sotto-relay:…" aria-describedby="relay-hint" .value=${this.#relay} @input=${(/** @type {InputEvent} */ event) => (this.#relay = this.#text(event))}></div>
          <p class="field__hint" id="relay-hint">${t('app.first.relay.hint')}</p>
        </div>
        <div role="alert">${this.app.problem ? html`<p class="wrong">${icon('alert', 'icon--s')}${this.app.problem}</p>` : nothing}</div>
        <button class="btn btn--primary btn--l" type="submit" aria-disabled=${this.#busy ? 'true' : nothing}>${t(this.#busy ? 'app.first.busy' : 'app.first.open')}</button>
        ${everyday(this.app)}
        <details>${opener(t('app.limits.title'))}<p class="small muted prose">${t('app.limits.text')}</p></details>
      </form>
    </main>`;
  }

  #passphraseField() {
    return html`<div class="field">
      <div class="between">
        <label class="field__label" for="passphrase">${t('app.first.passphrase')}</label>
        <button class="btn btn--quiet btn--s flush-end" type="button" @click=${() => this.#make()}>${t('app.first.make')}</button>
      </div>
      ${passphrase({ id: 'passphrase', name: 'passphrase', complete: 'new-password', shown: this.#shown, described: 'strength passphrase-hint', value: this.#passphrase, toggle: () => this.#toggle(), typed: (text) => this.#judge(text) })}
      <div class="between" id="strength">
        <span class="pips" aria-hidden="true">${[1, 2, 3, 4].map((n) => html`<i class=${n <= this.#strength ? 'on' : ''}></i>`)}</span>
        <span class="small">${rich(`app.strength.${strengths[this.#strength]}`)}</span>
      </div>
      <p class="field__hint" id="passphrase-hint">${t(this.#made ? 'app.first.passphrase.made' : 'app.first.passphrase.hint')}</p>
    </div>`;
  }

  /** @param {InputEvent} event */
  #text(event) {
    return /** @type {HTMLInputElement} */ (event.currentTarget).value;
  }

  #toggle() {
    this.#shown = !this.#shown;
    this.app.draw();
  }

  async #make() {
    await this.app.attempt(async () => {
      const { passphrase: made } = await call('passphrase.make');
      this.#passphrase = made;
      this.#made = true;
      this.#shown = true;
      await this.#judge(made);
    });
  }

  /** @param {string} text */
  async #judge(text) {
    this.#passphrase = text;
    if (!text) this.#strength = 0;
    else {
      const { bits, enough } = await call('passphrase.strength', { passphrase: text, name: this.#name });
      if (text !== this.#passphrase) return;
      this.#strength = enough ? (bits < strongBits ? 3 : 4) : bits < fairBits ? 1 : 2;
    }
    this.app.draw();
  }

  /** @param {Event} event */
  async #open(event) {
    event.preventDefault();
    if (this.#busy) return;
    this.#busy = true;
    this.app.drawNow();
    const made = await this.app.attempt(() => call('init', { name: this.#name.trim(), passphrase: this.#passphrase }));
    if (made) {
      const relay = this.#relay.trim();
      const added = !relay || (await this.app.attempt(() => call('relay.add', { link: relay })));
      const refusal = this.app.problem;
      await this.app.arrive();
      if (!added) await this.app.go('relay', { link: relay, refusal });
    }
    this.#busy = false;
    this.app.draw();
  }
}
