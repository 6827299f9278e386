// Six words, read to each other by voice: if they are the same, nobody has put themselves between the two.
import { html, nothing } from '../lit.js';
import { face, opener } from '../parts/icon.js';
import { head, pane } from '../parts/pane.js';
import { trust } from '../parts/trust.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

export class SixWords extends Screen {
  #id = String(this.params.buddy);
  /** @type {string[]} */
  #words = [];
  #digits = '';

  get place() {
    return `buddy:${this.#id}`;
  }
  get #name() {
    return this.app.room.nameOf(this.#id);
  }

  async enter() {
    const { words, safety_number: digits } = await call('words', { buddy: this.#id });
    this.#words = words;
    this.#digits = digits.replaceAll(/(\d{5})(?=\d)/g, '$1 ');
  }

  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'buddy' && event.buddy.id === this.#id && !this.#words.length) this.app.quietly(() => this.enter());
  }

  view() {
    const name = this.#name;
    const buddy = this.app.room.buddy(this.#id);
    return pane(this.app, {
      title: t('app.words.bar', { name }),
      line: buddy ? t(buddy.state === 'changed' ? 'app.trust.changed' : buddy.verified ? 'app.trust.verified' : 'app.trust.unverified') : nothing,
      face: face(name),
      body: html`<div class="page page--mid stack-6">
        ${head(t('app.words.title'), t('app.words.lead', { name }))}
        ${this.#words.length ? this.#card(name, buddy?.verified ?? false) : html`<p class="muted">${t('app.words.none')}</p>`}
        <div class="stack-2"><details>${opener(t('app.words.differ'))}<p class="muted">${t('app.words.differ.text')}</p></details>
            <details>${opener(t('app.words.digits'))}<p class="code muted">${this.#digits}</p></details></div>
      </div>`,
    });
  }

  /** @param {string} name @param {boolean} verified */
  #card(name, verified) {
    const mine = this.app.room.name;
    return html`<section class="card card--open stack-6" aria-label=${t('app.words.for', { mine, name })}>
      <div class="pair">${face(mine)}<span class="truncate">${mine}</span><span class="pair__line" aria-hidden="true"></span><span class="truncate">${name}</span>${face(name)}</div>
      <ol class="words">${this.#words.map((word) => html`<li>${word}</li>`)}</ol>
      ${verified
        ? html`<div class="actions">${trust(/** @type {any} */ (this.app.room.buddy(this.#id)))}<button class="btn btn--quiet" type="button" @click=${() => this.app.go('chat', { buddy: this.#id })}>${t('app.words.to_chat', { name })}</button></div>`
        : html`<div class="actions">
            <button class="btn btn--primary btn--l" type="button" @click=${() => this.#answer('verify')}>${t('app.words.match')}</button>
            <button class="btn btn--l" type="button" @click=${() => this.#differ()}>${t('app.words.no_match')}</button>
            <button class="btn btn--quiet end" type="button" @click=${() => this.app.go('chat', { buddy: this.#id })}>${t('app.words.later')}</button>
          </div>`}
    </section>`;
  }

  /** @param {string} method */
  async #answer(method) {
    const done = await this.app.attempt(async () => {
      await call(method, { buddy: this.#id });
      await this.app.room.refresh('buddies');
    });
    if (!done) return;
    const agreement = this.app.room.agreements.get(this.#id);
    await this.app.go(method === 'verify' && agreement?.state === 'none' ? 'agreement' : 'chat', { buddy: this.#id });
  }

  async #differ() {
    const sure = await this.app.ask({ title: t('app.words.no_match.title'), text: t('app.words.no_match.text', { name: this.#name }), yes: t('app.words.no_match.yes'), danger: true });
    if (sure) await this.#answer('mismatch');
  }
}
